package io.distsys.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.distsys.registry.RegistryEvent.NameRegistered;
import io.distsys.registry.RegistryEvent.NameReleased;
import io.distsys.registry.RegistryEvent.NameUpdated;
import io.distsys.registry.RegistryEvent.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What a listener was not told yet. Of each name it is the difference to what it was told
 * last, so that the names are the bound. Guarded by its owner.
 */
final class UntoldEvents {

	private final Map<String, Difference> byName = new LinkedHashMap<>();

	void add(RegistryEvent event) {
		Difference earlier = this.byName.get(event.name());
		Difference next = next(earlier, event);
		if (next.isNothing()) {
			this.byName.remove(event.name());
		}
		else {
			this.byName.put(event.name(), next);
		}
	}

	private static Difference next(@Nullable Difference earlier, RegistryEvent event) {
		if (event instanceof NameRegistered registered) {
			Difference from = (earlier != null) ? earlier : Difference.from(null);
			return from.registered(registered.entry(), registered.reason());
		}
		if (event instanceof NameUpdated updated) {
			Difference from = (earlier != null) ? earlier : Difference.from(updated.before());
			return from.updated(updated.after());
		}
		NameReleased released = (NameReleased) event;
		Difference from = (earlier != null) ? earlier : Difference.from(released.entry());
		return from.released(released.reason());
	}

	/** In the order in which the names first changed. */
	List<RegistryEvent> take() {
		List<RegistryEvent> events = new ArrayList<>(this.byName.size());
		this.byName.values().forEach((difference) -> difference.tell(events));
		this.byName.clear();
		return events;
	}

	/**
	 * Of one name.
	 *
	 * @param before what the listener was told
	 * @param after what there is
	 * @param released why the holder that it was told of is none any more
	 * @param registered why the present one is
	 */
	private record Difference(@Nullable RegisteredName before, @Nullable RegisteredName after, Reason released,
			Reason registered) {

		static Difference from(@Nullable RegisteredName told) {
			return new Difference(told, told, Reason.UNREGISTERED, Reason.REGISTERED);
		}

		Difference registered(RegisteredName entry, Reason why) {
			return new Difference(this.before, entry, this.released, why);
		}

		Difference updated(RegisteredName entry) {
			return new Difference(this.before, entry, this.released, this.registered);
		}

		/** What others held meanwhile is nothing that the listener was told of. */
		Difference released(Reason why) {
			return new Difference(this.before, null, isOfToldHolder() ? why : this.released, this.registered);
		}

		boolean isNothing() {
			return (this.before == null) ? this.after == null : this.before.equals(this.after);
		}

		void tell(List<RegistryEvent> events) {
			if (this.before != null && this.after != null && isOfToldHolder()) {
				events.add(new NameUpdated(this.before, this.after));
				return;
			}
			if (this.before != null) {
				events.add(new NameReleased(this.before, this.released));
			}
			if (this.after != null) {
				events.add(new NameRegistered(this.after, this.registered));
			}
		}

		private boolean isOfToldHolder() {
			return this.before != null && this.after != null && this.before.node().equals(this.after.node())
					&& this.before.token().equals(this.after.token());
		}

	}

}
