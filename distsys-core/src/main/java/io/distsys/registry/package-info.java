/**
 * Unique names with metadata, looked up in memory.
 */
@NullMarked
package io.distsys.registry;

import org.jspecify.annotations.NullMarked;
