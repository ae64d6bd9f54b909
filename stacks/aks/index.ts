import { environment } from './src/environment';

export = environment;
