package io.distsys.ownership;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.distsys.time.Subscription;

/** Owners as a test says. */
record FixedOwners(Map<ResourceKey, Ownership> rows) implements Owners {

	@Override
	public Optional<Ownership> find(ResourceKey key) {
		return Optional.ofNullable(this.rows.get(key));
	}

	@Override
	public Stream<Ownership> ofKind(String kind) {
		return this.rows.values().stream().filter((row) -> row.key().kind().equals(kind));
	}

	@Override
	public Subscription subscribe(Consumer<? super OwnershipChange> listener) {
		return () -> {
		};
	}

}
