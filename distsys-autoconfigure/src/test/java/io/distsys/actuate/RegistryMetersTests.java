package io.distsys.actuate;

import java.util.Map;
import java.util.Set;

import io.distsys.ownership.Guarantee;
import io.distsys.presence.Presence;
import io.distsys.presence.PresenceStatistics;
import io.distsys.registry.ClusterRegistries;
import io.distsys.registry.ClusterRegistries.Scope;
import io.distsys.registry.ClusterRegistry;
import io.distsys.registry.NameLost.Cause;
import io.distsys.registry.RegistryStatistics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class RegistryMetersTests {

	private static final Map<Scope, RegistryStatistics> COUNTED = Map.of(new Scope(Guarantee.STRONG, ""),
			new RegistryStatistics(3, 10, Map.of(Cause.LEASE_ENDED, 4L)), new Scope(Guarantee.STRONG, "web"),
			new RegistryStatistics(2, 5, Map.of(Cause.LEASE_ENDED, 1L, Cause.TAKEN, 1L)),
			new Scope(Guarantee.AVAILABLE, ""), new RegistryStatistics(7, 20, Map.of(Cause.CONFLICT, 6L)),
			new Scope(Guarantee.AVAILABLE, "web"), new RegistryStatistics(0, 0, Map.of()));

	private final MeterRegistry meters = new SimpleMeterRegistry();

	private static ClusterRegistry registry(Scope scope) {
		ClusterRegistry registry = mock(ClusterRegistry.class);
		given(registry.statistics()).willReturn(COUNTED.get(scope));
		return registry;
	}

	private double gauge(String name, String guarantee) {
		return this.meters.get("distsys.registry." + name).tag("guarantee", guarantee).gauge().value();
	}

	private double lost(String guarantee, String reason) {
		return this.meters.get("distsys.registry.lost")
			.tags("guarantee", guarantee, "reason", reason)
			.functionCounter()
			.count();
	}

	@Test
	void namesOfRolesAreCountedWithThoseOfTheirGuarantee() {
		ClusterRegistries registries = new ClusterRegistries(Set.of("web"), RegistryMetersTests::registry);
		new RegistryMeters(registries).bindTo(this.meters);
		assertThat(gauge("held", "strong")).isEqualTo(5);
		assertThat(gauge("known", "strong")).isEqualTo(15);
		assertThat(gauge("held", "available")).isEqualTo(7);
		assertThat(gauge("known", "available")).isEqualTo(20);
		assertThat(lost("strong", "lease-ended")).isEqualTo(5);
		assertThat(lost("strong", "taken")).isEqualTo(1);
		assertThat(lost("available", "conflict")).isEqualTo(6);
		assertThat(lost("available", "node-leaves")).isZero();
		assertThat(this.meters.get("distsys.registry.lost").functionCounters()).hasSize(4);
	}

	@Test
	void presencesAreCounted() {
		Presence presence = mock(Presence.class);
		given(presence.statistics()).willReturn(new PresenceStatistics(2, 9));
		new PresenceMeters(presence).bindTo(this.meters);
		assertThat(this.meters.get("distsys.presence.own").gauge().value()).isEqualTo(2);
		assertThat(this.meters.get("distsys.presence.known").gauge().value()).isEqualTo(9);
	}

}
