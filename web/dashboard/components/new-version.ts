/** The question before a form of something new changes what exists. */
import { App as AntApp } from 'antd';
import { useWords } from '../words/language.js';

/** Saves at once where the key is free; asks first where it is taken. */
export function useNewVersion(): (isTaken: boolean, save: () => void) => void {
  const t = useWords();
  const { modal } = AntApp.useApp();
  return (isTaken, save) => {
    if (!isTaken) return save();
    modal.confirm({
      title: t('This key is taken. Save a new version of what has it?'),
      okText: t('Save a new version'),
      cancelText: t('Cancel'),
      onOk: save,
    });
  };
}
