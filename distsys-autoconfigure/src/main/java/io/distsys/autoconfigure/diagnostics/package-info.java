/**
 * Explanations of what keeps an application from starting.
 */
@NullMarked
package io.distsys.autoconfigure.diagnostics;

import org.jspecify.annotations.NullMarked;
