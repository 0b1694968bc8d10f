/** The environment that a kept local Heap has. */
export const LOCAL_APP = 'local';
