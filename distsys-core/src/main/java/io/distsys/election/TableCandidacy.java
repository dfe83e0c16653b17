package io.distsys.election;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

import io.distsys.ownership.Fence;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Queues.Entrant;
import io.distsys.ownership.Queues.Refusal;
import io.distsys.ownership.Queues.Ticket;
import io.distsys.time.SerialExecutor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One candidate of this node. It stands in line for the leadership, again and again until
 * it resigns. Lives on the event loop; its listener runs elsewhere, one call at a time.
 */
final class TableCandidacy implements Candidacy, Entrant {

	private static final Logger logger = LoggerFactory.getLogger(TableCandidacy.class);

	private static final Duration PAUSE = Duration.ofSeconds(1);

	private static final int MAX_CALLS = 1_000;

	private final String election;

	private final LeadershipListener listener;

	private final TableElections elections;

	private final SerialExecutor calls;

	private final CompletableFuture<Void> resigned = new CompletableFuture<>();

	private @Nullable Ticket ticket;

	/** The leadership that has not been revoked. */
	private @Nullable Fence leading;

	private volatile @Nullable Fence fence;

	private boolean resigning;

	private boolean leaving;

	TableCandidacy(String election, LeadershipListener listener, TableElections elections) {
		this.election = election;
		this.listener = listener;
		this.elections = elections;
		this.calls = new SerialExecutor(elections.userExecutor(), MAX_CALLS);
	}

	String election() {
		return this.election;
	}

	void begin() {
		this.elections.loop().execute(this::stand);
	}

	private void stand() {
		if (!this.resigning) {
			this.ticket = this.elections.stand(this.election, this);
		}
	}

	@Override
	public void granted(Ticket granted, Fence grantedFence) {
		this.fence = grantedFence;
		this.leading = grantedFence;
		logger.info("Leadership granted election={} token={}", this.election, grantedFence.token());
		this.elections.tell(new LeadershipGrantedEvent(this.election, grantedFence.token()));
		if (!call(() -> tellGranted(grantedFence))) {
			failed(grantedFence, new RejectedExecutionException("There is no thread for it"));
		}
	}

	private void tellGranted(Fence grantedFence) {
		try {
			this.listener.granted(grantedFence);
		}
		catch (Throwable ex) {
			this.elections.loop().execute(() -> failed(grantedFence, ex));
		}
	}

	/** A leader that cannot begin gives others the chance, and stands again later. */
	private void failed(Fence failedFence, Throwable failure) {
		logger.error("A listener failed to begin as the leader election={} token={}", this.election,
				failedFence.token(), failure);
		Ticket left = this.ticket;
		if (this.leading != failedFence || this.resigning || left == null) {
			return;
		}
		String reason = "its listener failed: " + failure;
		endLeading(reason);
		revokeThen(failedFence.token(), reason, () -> {
			if (this.ticket == left && !this.resigning) {
				this.ticket = null;
				left.leave();
				left.gone().thenRun(() -> this.elections.loop().schedule(PAUSE, this::stand));
			}
		});
	}

	@Override
	public void lost(String reason) {
		Fence ended = endLeading(reason);
		if (ended != null) {
			call(() -> this.listener.revoked(ended.token(), reason));
		}
		this.ticket = null;
		if (!this.resigning) {
			begin();
		}
	}

	private @Nullable Fence endLeading(String reason) {
		Fence ended = this.leading;
		this.leading = null;
		if (ended != null) {
			FencingToken token = ended.token();
			logger.info("Leadership revoked election={} token={} reason=\"{}\"", this.election, token, reason);
			this.elections.tell(new LeadershipRevokedEvent(this.election, token, reason));
		}
		return ended;
	}

	@Override
	public void refused(Refusal refusal) {
		if (refusal == Refusal.DRAINING) {
			resign();
			return;
		}
		logger.warn("A candidate must wait, there are too many election={} limit={}", this.election,
				TableElections.MAX_WAITING);
		this.elections.loop().schedule(PAUSE, this::stand);
	}

	@Override
	public boolean isLeader() {
		Fence held = this.fence;
		return held != null && held.isHeld();
	}

	@Override
	public CompletionStage<Void> resign() {
		this.elections.loop().execute(() -> {
			if (!this.resigning) {
				this.resigning = true;
				resignNow();
			}
		});
		return this.resigned.minimalCompletionStage();
	}

	private void resignNow() {
		Fence ended = endLeading("the candidate resigned");
		if (ended == null) {
			leave();
			return;
		}
		revokeThen(ended.token(), "the candidate resigned", this::leave);
	}

	/** What follows runs on the loop, once, and does not wait for ever. */
	private void revokeThen(FencingToken token, String reason, Runnable next) {
		CompletableFuture<Void> revoked = new CompletableFuture<>();
		revoked.thenRun(next);
		Duration limit = this.elections.resignTimeout();
		this.elections.loop().schedule(limit, () -> {
			if (!revoked.isDone()) {
				logger.warn("A leader did not stop in time, its fence is closed now election={} limit={}",
						this.election, limit);
				revoked.complete(null);
			}
		});
		boolean called = call(() -> {
			try {
				this.listener.revoked(token, reason);
			}
			finally {
				this.elections.loop().execute(() -> revoked.complete(null));
			}
		});
		if (!called) {
			revoked.complete(null);
		}
	}

	private void leave() {
		if (this.leaving) {
			return;
		}
		this.leaving = true;
		Ticket left = this.ticket;
		if (left != null) {
			left.leave();
			left.gone().thenRun(this::end);
		}
		else {
			end();
		}
	}

	private void end() {
		this.elections.over(this);
		this.resigned.complete(null);
	}

	private boolean call(Runnable call) {
		try {
			this.calls.execute(call);
			return true;
		}
		catch (RejectedExecutionException ex) {
			logger.warn("A listener of an election could not be called election={} reason=\"{}\"", this.election,
					ex.getMessage());
			return false;
		}
	}

}
