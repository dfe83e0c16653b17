package io.distsys.ownership;

import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.Holders.Tenure;
import io.distsys.ownership.SimulatedCore.Process;
import io.distsys.simulation.SimulationLog;
import org.jspecify.annotations.Nullable;

/**
 * The worst tenant that the contract allows: slow now and then, fails now and then, and
 * when it is told to stop at once it goes on until its fence stops it.
 */
final class ChaoticTenant implements Tenant {

	private final String kind;

	private final Process process;

	private final Holders holders;

	private final Random random;

	private final Map<Fence, Tenure> acting = new IdentityHashMap<>();

	/** Activations that have been told to end soon. */
	private final Map<Fence, Boolean> starting = new IdentityHashMap<>();

	private boolean tame;

	ChaoticTenant(String kind, Process process, Holders holders, Random random) {
		this.kind = kind;
		this.process = process;
		this.holders = holders;
		this.random = random;
	}

	/** From now on nothing fails. */
	void tame() {
		this.tame = true;
	}

	@Override
	public String kind() {
		return this.kind;
	}

	@Override
	public CompletionStage<Void> activate(Grant grant) {
		CompletableFuture<Void> active = new CompletableFuture<>();
		this.starting.put(grant.fence(), Boolean.FALSE);
		this.process.loop.schedule(someTime(), () -> {
			boolean abandoned = this.starting.remove(grant.fence());
			if (abandoned || fails()) {
				active.completeExceptionally(new IllegalStateException(SimulationLog.PLANNED));
				return;
			}
			this.acting.put(grant.fence(), this.holders.begin(this.process, grant.key(), grant.fence()));
			active.complete(null);
		});
		return active;
	}

	@Override
	public void abandonActivation(Grant grant) {
		this.starting.replace(grant.fence(), Boolean.TRUE);
	}

	@Override
	public CompletionStage<Void> release(Grant grant, @Nullable NodeId next) {
		CompletableFuture<Void> released = new CompletableFuture<>();
		this.process.loop.schedule(someTime(), () -> {
			if (fails()) {
				released.completeExceptionally(new IllegalStateException(SimulationLog.PLANNED));
				return;
			}
			Tenure tenure = this.acting.remove(grant.fence());
			if (tenure != null) {
				tenure.end();
			}
			released.complete(null);
		});
		return released;
	}

	@Override
	public void revoke(Grant grant, String reason) {
		// Its tenure ends with its fence.
	}

	private boolean fails() {
		return !this.tame && this.random.nextInt(30) == 0;
	}

	private Duration someTime() {
		int most = (!this.tame && this.random.nextInt(20) == 0) ? 2_000 : 40;
		return Duration.ofMillis(this.random.nextInt(most));
	}

	/** What acts here now. */
	List<ResourceKey> held() {
		return this.acting.values().stream().filter(Tenure::acts).map(Tenure::key).sorted().toList();
	}

}
