package io.distsys.benchmarks.names.node;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.NearCacheConfig;
import com.hazelcast.core.HazelcastInstance;
import io.distsys.ownership.Guarantee;
import io.distsys.registry.ClusterRegistries;

/** All that names can be kept in here. */
class Carriers {

	private static final String MAP = "names";

	private static final String NEAR_CACHE = "names-near";

	private final Map<Carrier, Names> all = new EnumMap<>(Carrier.class);

	Carriers(ClusterRegistries registries, HazelcastInstance hazelcast) {
		hazelcast.getConfig()
			.addMapConfig(new MapConfig(NEAR_CACHE).setNearCacheConfig(
					new NearCacheConfig().setInMemoryFormat(InMemoryFormat.OBJECT).setCacheLocalEntries(true)));
		this.all.put(Carrier.STRONG, new RegistryNames(registries.get(Guarantee.STRONG)));
		this.all.put(Carrier.AVAILABLE, new RegistryNames(registries.get(Guarantee.AVAILABLE)));
		this.all.put(Carrier.MAP, new MapNames(hazelcast.getMap(MAP)));
		this.all.put(Carrier.NEAR_CACHE, new MapNames(hazelcast.getMap(NEAR_CACHE)));
		this.all.put(Carrier.REPLICATED_MAP, new ReplicatedNames(hazelcast.getReplicatedMap(MAP)));
		this.all.put(Carrier.PROCESS, new ProcessNames());
	}

	Names get(Carrier carrier) {
		return Objects.requireNonNull(this.all.get(carrier));
	}

}
