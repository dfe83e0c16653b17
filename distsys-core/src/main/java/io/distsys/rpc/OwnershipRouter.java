package io.distsys.rpc;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Owners;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.OwnershipChange;
import io.distsys.ownership.ResourceKey;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Routes by the table of ownerships as this node has applied it. A call that finds no
 * owner, or was refused by the one it found, waits for the row to change. Because an
 * owner can also begin to accept without a change of the row (a connection came back, its
 * own table caught up), the same route is given again after a pause. Nobody waits while
 * there is an outage of those who would name another owner.
 *
 * @since 0.1
 */
public final class OwnershipRouter implements Router, Subscription {

	private static final Duration PAUSE = Duration.ofMillis(250);

	private final Owners view;

	private final Predicate<Ownership> routable;

	private final Function<ResourceKey, Optional<String>> outage;

	private final EventLoop loop;

	private final Map<ResourceKey, Set<Waiter>> waiters = new ConcurrentHashMap<>();

	private final Subscription subscription;

	private volatile boolean closed;

	/**
	 * Create it.
	 * @param view the table
	 * @param routable says to which rows a call can be sent: owners that are
	 * {@link Ownership.State#ACTIVE}, say
	 * @param outage why a resource will have no other owner for now, if so; asked on any
	 * thread
	 * @param loop for waiting
	 */
	public OwnershipRouter(Owners view, Predicate<Ownership> routable, Function<ResourceKey, Optional<String>> outage,
			EventLoop loop) {
		this.view = view;
		this.routable = routable;
		this.outage = outage;
		this.loop = loop;
		this.subscription = view.subscribe(this::onChange);
	}

	@Override
	public CompletionStage<Answer> route(ResourceKey key, @Nullable Route failed, long deadlineNanos) {
		Route found = find(key);
		if (found != null && !found.equals(failed)) {
			return CompletableFuture.completedFuture(found);
		}
		Waiter waiter = new Waiter(key, failed, deadlineNanos);
		if (waiter.endIfInVain()) {
			return waiter.result;
		}
		this.waiters.compute(key, (ignored, present) -> {
			Set<Waiter> all = (present != null) ? present : ConcurrentHashMap.newKeySet();
			all.add(waiter);
			return all;
		});
		// The row may have changed before the waiter was there to be told.
		waiter.look();
		waiter.schedule();
		return waiter.result;
	}

	private @Nullable Route find(ResourceKey key) {
		Optional<Ownership> row = this.view.find(key).filter(this.routable);
		return row.isPresent() ? new Route(row.get().node(), Row.of(row.get())) : null;
	}

	private long remaining(long deadlineNanos) {
		return this.closed ? 0 : deadlineNanos - this.loop.clock().nanos();
	}

	private void onChange(OwnershipChange change) {
		if (change.key() != null) {
			this.waiters.getOrDefault(change.key(), Set.of()).forEach(Waiter::look);
		}
		else {
			this.waiters.values().forEach((all) -> all.forEach(Waiter::look));
		}
	}

	/** Let no call wait any more. */
	@Override
	public void close() {
		this.closed = true;
		this.subscription.close();
		this.waiters.values().forEach((all) -> all.forEach(Waiter::endIfInVain));
	}

	private record Row(FencingToken token, Ownership.State state) {

		static Row of(Ownership ownership) {
			return new Row(ownership.token(), ownership.state());
		}

	}

	private final class Waiter {

		private final ResourceKey key;

		private final @Nullable Route failed;

		private final long deadlineNanos;

		private final CompletableFuture<Answer> result = new CompletableFuture<>();

		private Waiter(ResourceKey key, @Nullable Route failed, long deadlineNanos) {
			this.key = key;
			this.failed = failed;
			this.deadlineNanos = deadlineNanos;
		}

		private void look() {
			Route found = find(this.key);
			if (found != null && !Objects.equals(found, this.failed)) {
				complete(found);
			}
		}

		private void schedule() {
			long delay = Math.min(PAUSE.toNanos(), remaining(this.deadlineNanos));
			Subscription timer = OwnershipRouter.this.loop.schedule(Duration.ofNanos(Math.max(0, delay)),
					this::onPause);
			this.result.whenComplete((answer, failure) -> timer.close());
		}

		private void onPause() {
			if (endIfInVain()) {
				return;
			}
			Route found = find(this.key);
			if (found != null) {
				complete(found);
			}
			else {
				schedule();
			}
		}

		/** End it if the time is up or nobody can be expected. */
		private boolean endIfInVain() {
			boolean late = remaining(this.deadlineNanos) <= 0;
			Optional<String> why = late ? Optional.empty() : OwnershipRouter.this.outage.apply(this.key);
			if (late || why.isPresent()) {
				complete(new Nobody(why));
				return true;
			}
			return false;
		}

		private void complete(Answer answer) {
			OwnershipRouter.this.waiters.computeIfPresent(this.key, (ignored, all) -> {
				all.remove(this);
				return all.isEmpty() ? null : all;
			});
			this.result.complete(answer);
		}

	}

}
