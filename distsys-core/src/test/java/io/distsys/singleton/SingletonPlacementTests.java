package io.distsys.singleton;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SingletonPlacementTests {

	private static Node node(String name, String zone, String... roles) {
		return new Node(new NodeId(1, name.hashCode()), name, "", Set.of(roles), "", zone, "", Instant.EPOCH,
				Node.State.UP);
	}

	private static SingletonPlacement admitting(Set<String> roles, Set<String> zones, Set<String> excludedNodes) {
		return new SingletonPlacement(roles, zones, excludedNodes, List.of(), List.of(), Duration.ZERO, 1);
	}

	@Test
	void anyNodeMayHaveItIfNothingIsSaid() {
		assertThat(SingletonPlacement.anywhere().admits(node("a", ""))).isTrue();
	}

	@Test
	void nodesWithOneOfTheRolesMayHaveIt() {
		SingletonPlacement placement = admitting(Set.of("batch", "night"), Set.of(), Set.of());
		assertThat(placement.admits(node("a", "", "web", "night"))).isTrue();
		assertThat(placement.admits(node("b", "", "web"))).isFalse();
	}

	@Test
	void nodesInOneOfTheZonesMayHaveIt() {
		SingletonPlacement placement = admitting(Set.of(), Set.of("z1", "z2"), Set.of());
		assertThat(placement.admits(node("a", "z2"))).isTrue();
		assertThat(placement.admits(node("b", "z3"))).isFalse();
		assertThat(placement.admits(node("c", ""))).isFalse();
	}

	@Test
	void nodesThatAreExcludedMayNot() {
		SingletonPlacement placement = admitting(Set.of(), Set.of("z1"), Set.of("a"));
		assertThat(placement.admits(node("a", "z1"))).isFalse();
		assertThat(placement.admits(node("b", "z1"))).isTrue();
	}

	@Test
	void preferredNodesComeBeforePreferredZonesAndBothInTheirOrder() {
		SingletonPlacement placement = new SingletonPlacement(Set.of(), Set.of(), Set.of(), List.of("first", "second"),
				List.of("z1", "z2"), Duration.ZERO, 1);
		assertThat(Stream
			.of(node("none", "z9"), node("far", "z2"), node("second", "z9"), node("near", "z1"), node("first", "z9"),
					node("second", "z1"), node("first", "z2"))
			.sorted(Comparator.comparingInt((Node node) -> placement.terms(node).preference()).reversed())
			.map((node) -> node.name() + " in " + node.zone())).containsExactly("first in z2", "first in z9",
					"second in z1", "second in z9", "near in z1", "far in z2", "none in z9");
	}

}
