import type { Meta } from './api';

/// What every page is given: the register's own words, and the rest of the address.
export interface PageProps { meta: Meta; id: string; query: URLSearchParams }
