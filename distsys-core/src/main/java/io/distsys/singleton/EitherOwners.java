package io.distsys.singleton;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.distsys.ownership.Owners;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.OwnershipChange;
import io.distsys.ownership.ResourceKey;
import io.distsys.time.Subscription;

/** The owners of all guarantees: a name is known to one of them. */
final class EitherOwners implements Owners {

	private final List<Owners> all;

	EitherOwners(List<Owners> all) {
		this.all = List.copyOf(all);
	}

	@Override
	public Optional<Ownership> find(ResourceKey key) {
		for (Owners owners : this.all) {
			Optional<Ownership> row = owners.find(key);
			if (row.isPresent()) {
				return row;
			}
		}
		return Optional.empty();
	}

	@Override
	public Stream<Ownership> ofKind(String kind) {
		return this.all.stream().flatMap((owners) -> owners.ofKind(kind));
	}

	@Override
	public Subscription subscribe(Consumer<? super OwnershipChange> listener) {
		List<Subscription> subscriptions = this.all.stream().map((owners) -> owners.subscribe(listener)).toList();
		return () -> subscriptions.forEach(Subscription::close);
	}

}
