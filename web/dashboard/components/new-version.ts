/** Asks for confirmation before the form for a new definition overwrites an existing one. */
import { App as AntApp } from 'antd';
import { useWords } from '../words/language.js';

/**
 * Returns a function that saves a definition. If the key is already in use, the function asks for confirmation first.
 */
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
