package io.distsys.available;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Grant;
import io.distsys.ownership.GrantFence;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.ResourceKey;
import io.distsys.ownership.Tenant;
import io.distsys.time.EventLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this node owns, and how far its tenants are with it. Lives on the event loop. */
final class LocalGrants {

	private static final Logger logger = LoggerFactory.getLogger(LocalGrants.class);

	/** How long a hand-over that failed is not tried again. */
	private static final Duration PAUSE = Duration.ofMillis(200);

	private final EventLoop loop;

	private final Executor userExecutor;

	private final Listener listener;

	private final Map<String, Tenant> tenants = new ConcurrentHashMap<>();

	private final Map<ResourceKey, Held> all = new HashMap<>();

	LocalGrants(EventLoop loop, Executor userExecutor, Listener listener) {
		this.loop = loop;
		this.userExecutor = userExecutor;
		this.listener = listener;
	}

	void install(Tenant tenant) {
		if (this.tenants.putIfAbsent(tenant.kind(), tenant) != null) {
			throw new IllegalStateException("Resources of kind '" + tenant.kind() + "' have a tenant already");
		}
	}

	Map<ResourceKey, Announcement.Holding> announced() {
		Map<ResourceKey, Announcement.Holding> announced = new HashMap<>();
		this.all.forEach((key, held) -> announced.put(key, new Announcement.Holding(held.fence.token(), held.state)));
		return announced;
	}

	Ownership.@Nullable State stateOf(ResourceKey key) {
		Held held = this.all.get(key);
		return (held != null) ? held.state : null;
	}

	List<ResourceKey> keys() {
		return this.all.keySet().stream().sorted().toList();
	}

	/** All that this node has, and what runs of it. */
	Map<ResourceKey, List<String>> unfinished() {
		Map<ResourceKey, List<String>> unfinished = new HashMap<>();
		this.all.forEach((key, held) -> unfinished.put(key, held.tenant.unfinished(held.grant)));
		return unfinished;
	}

	void take(ResourceKey key, FencingToken token, Ownership.@Nullable Cession cededBy) {
		Tenant tenant = this.tenants.get(key.kind());
		if (tenant == null) {
			return;
		}
		GrantFence fence = new GrantFence(key, token, this.userExecutor);
		Held held = new Held(new Grant(key, fence, cededBy), fence, tenant);
		this.all.put(key, held);
		this.listener.changed();
		guarded(() -> tenant.activate(held.grant)).whenComplete((done, failure) -> onLoop(() -> {
			if (this.all.get(key) == held) {
				activated(held, failure);
			}
		}));
	}

	private void activated(Held held, @Nullable Throwable failure) {
		if (failure == null) {
			held.state = Ownership.State.ACTIVE;
			this.listener.activated(held.grant.key());
			this.listener.changed();
			return;
		}
		ResourceKey key = held.grant.key();
		logger.warn("A resource could not be activated resource={}", key, failure);
		end(held, "it could not be activated");
		this.listener.failed(key);
	}

	/** Another node wants it, or nobody: stop in order, or do not even begin. */
	void release(ResourceKey key, @Nullable NodeId next) {
		Held held = this.all.get(key);
		if (held != null && held.state == Ownership.State.ASSIGNED) {
			guarded(() -> {
				held.tenant.abandonActivation(held.grant);
				return CompletableFuture.completedFuture(null);
			});
		}
		else if (held != null) {
			leave(held, () -> held.tenant.release(held.grant, next));
		}
	}

	/** Whether it was asked to stop, and the hand-over has failed. */
	boolean isStranded(ResourceKey key) {
		Held held = this.all.get(key);
		return held != null && held.state == Ownership.State.RELEASING && !held.isBusy();
	}

	/** Another node has it too, and is kept. */
	void concede(ResourceKey key, NodeId kept) {
		Held held = this.all.get(key);
		if (held != null && held.state != Ownership.State.ASSIGNED && !held.isBusy()) {
			logger.warn("Two nodes own a resource, this one gives it up resource={} token={} kept={}", key,
					held.fence.token(), kept);
			leave(held, () -> held.tenant.concede(held.grant, kept));
		}
	}

	private void leave(Held held, Supplier<CompletionStage<Void>> call) {
		if (held.isBusy()) {
			return;
		}
		held.leaving = true;
		held.state = Ownership.State.RELEASING;
		this.listener.changed();
		guarded(call).whenComplete((done, failure) -> onLoop(() -> {
			if (this.all.get(held.grant.key()) == held) {
				left(held, failure);
			}
		}));
	}

	private void left(Held held, @Nullable Throwable failure) {
		held.leaving = false;
		if (failure != null) {
			logger.info("A hand-over failed and is repeated resource={} reason={}", held.grant.key(),
					failure.toString());
			held.pausing = true;
			this.loop.schedule(PAUSE, () -> {
				held.pausing = false;
				this.listener.changed();
			});
		}
		else {
			end(held, "it was handed over");
		}
		this.listener.changed();
	}

	/** Have the tenants finish what they do for others. */
	CompletionStage<Void> settle() {
		return CompletableFuture.allOf(this.tenants.values()
			.stream()
			.map((tenant) -> guarded(tenant::settle).toCompletableFuture())
			.toArray(CompletableFuture<?>[]::new));
	}

	void endAll(String reason) {
		List.copyOf(this.all.values()).forEach((held) -> end(held, reason));
	}

	private void end(Held held, String reason) {
		this.all.remove(held.grant.key());
		held.fence.close();
		guarded(() -> {
			held.tenant.revoke(held.grant, reason);
			return CompletableFuture.completedFuture(null);
		});
	}

	private static CompletionStage<Void> guarded(Supplier<CompletionStage<Void>> call) {
		try {
			return call.get();
		}
		catch (RuntimeException | Error ex) {
			logger.error("A tenant failed", ex);
			return CompletableFuture.failedFuture(ex);
		}
	}

	private void onLoop(Runnable task) {
		if (this.loop.inLoop()) {
			task.run();
		}
		else {
			this.loop.execute(task);
		}
	}

	/** Told on the loop of what has changed. */
	interface Listener {

		void changed();

		/** It is active here. */
		void activated(ResourceKey key);

		/** It could not be activated here and is not owned any more. */
		void failed(ResourceKey key);

	}

	/** One grant of this node. */
	private static final class Held {

		private final Grant grant;

		private final GrantFence fence;

		private final Tenant tenant;

		private Ownership.State state = Ownership.State.ASSIGNED;

		/** The tenant has been asked to leave, and has not answered. */
		private boolean leaving;

		/** It has answered that it failed, and is not asked again yet. */
		private boolean pausing;

		private Held(Grant grant, GrantFence fence, Tenant tenant) {
			this.grant = grant;
			this.fence = fence;
			this.tenant = tenant;
		}

		private boolean isBusy() {
			return this.leaving || this.pausing;
		}

	}

}
