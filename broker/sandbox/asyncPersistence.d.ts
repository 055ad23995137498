/** The package ships these types, but beside its code, where TypeScript does not look. */
declare module 'aedes-persistence/asyncPersistence.js' {
  import MemoryPersistence from 'aedes-persistence/types/asyncPersistence.js'
  export default MemoryPersistence
}
