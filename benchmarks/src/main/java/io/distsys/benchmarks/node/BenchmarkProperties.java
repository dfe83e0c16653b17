package io.distsys.benchmarks.node;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What the benchmark tells a node.
 *
 * @param watchEvery how often the fences of singletons are asked; never if not set
 */
@ConfigurationProperties("benchmarks")
record BenchmarkProperties(@Nullable Duration watchEvery) {

}
