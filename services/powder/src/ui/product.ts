/** What people know the product by: in the browser's tab, beside the mark, and where scripts are off. */
export const productName = 'Gnar';
