package io.distsys.registry;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.distsys.registry.RegistryEvent.NameRegistered;
import io.distsys.registry.RegistryEvent.NameReleased;
import io.distsys.registry.RegistryEvent.NameUpdated;
import io.distsys.registry.RegistryEvent.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The available names that this node knows of, and who claims them. Changed under the
 * lock of its owner, read without one. Its events are the changes of what is shown.
 */
final class NameTable {

	private final ConflictRule rule;

	private final Consumer<RegistryEvent> events;

	private final Map<String, Contest> contests = new ConcurrentHashMap<>();

	NameTable(ConflictRule rule, Consumer<RegistryEvent> events) {
		this.rule = rule;
		this.events = events;
	}

	@Nullable Contest find(String name) {
		return this.contests.get(name);
	}

	int size() {
		return this.contests.size();
	}

	Stream<RegisteredName> stream() {
		return this.contests.values().stream().map(Contest::entry);
	}

	void put(NameClaim claim, Reason reason) {
		Contest before = this.contests.get(claim.name());
		Contest after = (before != null) ? before.with(claim, this.rule) : Contest.of(claim);
		this.contests.put(claim.name(), after);
		tell(before, after, Reason.CONFLICT, reason);
	}

	void remove(NameClaim claim, Reason reason) {
		Contest before = this.contests.get(claim.name());
		Contest after = (before != null) ? before.without(claim, this.rule).orElse(null) : null;
		if (after != null) {
			this.contests.put(claim.name(), after);
		}
		else {
			this.contests.remove(claim.name());
		}
		tell(before, after, reason, Reason.REGISTERED);
	}

	private void tell(@Nullable Contest before, @Nullable Contest after, Reason released, Reason registered) {
		if (before != null && after != null && before.winner().isOfSame(after.winner())) {
			if (!before.entry().equals(after.entry())) {
				this.events.accept(new NameUpdated(before.entry(), after.entry()));
			}
			return;
		}
		if (before != null) {
			this.events.accept(new NameReleased(before.entry(), released));
		}
		if (after != null) {
			this.events.accept(new NameRegistered(after.entry(), registered));
		}
	}

}
