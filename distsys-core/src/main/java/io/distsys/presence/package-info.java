/**
 * Who is where: keys that are present on topics, known on every node.
 */
@NullMarked
package io.distsys.presence;

import org.jspecify.annotations.NullMarked;
