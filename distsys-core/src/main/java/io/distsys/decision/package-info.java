/**
 * Questions that nodes answer, decided by the majority of the answers.
 */
@NullMarked
package io.distsys.decision;

import org.jspecify.annotations.NullMarked;
