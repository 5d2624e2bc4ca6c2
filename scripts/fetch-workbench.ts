import { findEditor } from './acceptance/editor/install.ts';

/** Fetches the workbench in which the tests play, where it is not there yet. */
await findEditor('newest');
