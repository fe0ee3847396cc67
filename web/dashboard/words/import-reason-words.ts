/** Chinese sentences for the reasons of refused uploads and failed imports. */

export const IMPORT_REASONS_ZH = {
  IMPORT_NOT_FOUND: '没有此上传，或它保存在服务器的另一个进程中',
  IMPORTS_OFF: '服务器的这个进程不保存上传的文件',
  IMPORTS_FULL: '服务器目前没有空间存放这么大的文件',
  IMPORTS_TOO_LARGE: '未导入的文件占用空间过多，请先导入或放弃已有的上传，或把文件拆小',
  IMPORTS_TOO_MANY: '未完成的上传太多，请先导入或放弃已有的上传',
  UPLOADS_TOO_MANY: '同时进行的上传已达上限，请等其中一个结束',
  IMPORT_FILE_TOO_LARGE: '文件超过上传的大小上限',
  IMPORT_PART_MISPLACED: '文件的这一部分与已收到的部分不衔接',
  IMPORT_STATE_CONFLICT: '上传目前的状态不允许此操作',
  IMPORT_MAPPING_INVALID: '导入的映射有误',
  IMPORT_FILE_UNREADABLE: '无法按文件名和映射读取该文件，或文件缺少映射所用的列',
  IMPORT_FILE_EMPTY: '文件没有数据行',
  IMPORT_TIMEOUT: '读取或导入该文件耗时过长',
  IMPORT_NOTHING_FITS: '最前面的行都不符合映射，导入已停止',
  IMPORT_REJECTS_TOO_MANY: '被拒绝的行太多，导入已停止',
} as const;
