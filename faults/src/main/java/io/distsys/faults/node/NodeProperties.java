package io.distsys.faults.node;

import java.nio.file.Path;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What the harness tells a node.
 *
 * @param history the file to record to
 * @param register the socket of the fenced register
 * @param node the name of this node
 * @param life how many times it was started
 * @param endAfter how long after its start it ends by itself; not at all if not set
 */
@ConfigurationProperties("faults")
record NodeProperties(Path history, Path register, String node, int life, @Nullable Duration endAfter) {

}
