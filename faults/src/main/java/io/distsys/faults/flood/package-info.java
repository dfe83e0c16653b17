/**
 * The application whose nodes flood each other with bulk.
 */
@NullMarked
package io.distsys.faults.flood;

import org.jspecify.annotations.NullMarked;
