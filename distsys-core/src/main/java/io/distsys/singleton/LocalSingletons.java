package io.distsys.singleton;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.Owners;
import io.distsys.ownership.OwnershipChange;
import io.distsys.ownership.ResourceKey;
import io.distsys.singleton.SingletonPlace.Registration;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * The singletons that are registered on this node, by name. One that was withdrawn stays
 * until the table says that another node has it or nobody does: until then it can be
 * asked to hand over once more, if the node that was to have it has gone. It stays for as
 * long as states of other nodes wait on it, too, so that they are passed on.
 */
final class LocalSingletons implements AutoCloseable {

	private final Map<String, SingletonPlace> places = new ConcurrentHashMap<>();

	private final Set<Registration> withdrawn = ConcurrentHashMap.newKeySet();

	/** Those of the withdrawn on which only states wait. */
	private final Set<Registration> passingOn = ConcurrentHashMap.newKeySet();

	private final Owners owners;

	private final NodeId self;

	private final Subscription changes;

	/**
	 * @param owners says who has a singleton
	 * @param self this node
	 */
	LocalSingletons(Owners owners, NodeId self) {
		this.owners = owners;
		this.self = self;
		this.changes = owners.subscribe(this::changed);
	}

	private void changed(OwnershipChange change) {
		this.withdrawn.forEach(this::forgetIfOver);
		ResourceKey key = change.key();
		LocalSingleton singleton = (key != null && key.kind().equals(ClusterSingletons.KIND)) ? find(key.name()) : null;
		if (singleton != null) {
			singleton.settleStates();
		}
	}

	/** The place of a name, which need not be registered here. */
	SingletonPlace place(String name) {
		return this.places.computeIfAbsent(name, SingletonPlace::new);
	}

	@Nullable LocalSingleton find(String name) {
		SingletonPlace place = this.places.get(name);
		Registration registration = (place != null) ? place.present() : null;
		return (registration != null) ? registration.singleton() : null;
	}

	/** Those that are registered here. */
	List<LocalSingleton> all() {
		return this.places.values()
			.stream()
			.map(SingletonPlace::present)
			.filter(Objects::nonNull)
			.map(Registration::singleton)
			.toList();
	}

	/** Their names. */
	Set<String> names() {
		return all().stream().map(LocalSingleton::name).collect(Collectors.toSet());
	}

	/**
	 * Register a singleton, in the place of one that was withdrawn and has come to rest.
	 * @param registering lets messages reach it
	 * @throws IllegalStateException if there is one of that name
	 */
	synchronized Registration add(String name, Supplier<Registration> registering) {
		SingletonPlace place = place(name);
		Registration former = place.present();
		List<OfferedState> left = List.of();
		if (former != null && this.withdrawn.contains(former) && isAtRest(former)) {
			left = former.singleton().leaveStates();
			forget(former);
		}
		if (place.present() != null) {
			throw new IllegalStateException(
					"There are two singletons of the name '" + name + "' on this node: give one of them another name");
		}
		Registration registration = registering.get();
		place.present(registration);
		left.forEach(registration.singleton()::inherit);
		return registration;
	}

	/** It is not to be active here any more. */
	void withdraw(Registration registration) {
		this.withdrawn.add(registration);
		forgetIfOver(registration);
	}

	boolean isWithdrawn(LocalSingleton singleton) {
		return this.withdrawn.stream().anyMatch((registration) -> registration.singleton() == singleton);
	}

	/** Called again when the table has changed, and when no states may wait any more. */
	private void forgetIfOver(Registration registration) {
		if (onlyStatesWait(registration) && this.passingOn.add(registration)) {
			registration.singleton().passStatesOn().thenRun(() -> {
				this.passingOn.remove(registration);
				forgetIfOver(registration);
			});
		}
	}

	/** If not even states wait it is forgotten. */
	private synchronized boolean onlyStatesWait(Registration registration) {
		ResourceKey key = ResourceKey.of(ClusterSingletons.KIND, registration.singleton().name());
		boolean here = this.owners.find(key).filter((row) -> row.node().equals(this.self)).isPresent();
		if (here || !isAtRest(registration) || !this.withdrawn.contains(registration)) {
			return false;
		}
		if (!registration.singleton().endStatesIfSettled()) {
			return true;
		}
		forget(registration);
		return false;
	}

	private static boolean isAtRest(Registration registration) {
		return registration.singleton().state() == SingletonState.STANDBY;
	}

	private void forget(Registration registration) {
		this.withdrawn.remove(registration);
		place(registration.singleton().name()).present(null);
		registration.handling().close();
	}

	/** Let no message reach them any more. */
	@Override
	public void close() {
		this.changes.close();
		for (SingletonPlace place : this.places.values()) {
			Registration registration = place.present();
			if (registration != null) {
				registration.handling().close();
			}
		}
	}

}
