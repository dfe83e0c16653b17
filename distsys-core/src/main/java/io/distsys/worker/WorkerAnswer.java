package io.distsys.worker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;

import io.distsys.messaging.Codec.NotEncodableException;
import io.distsys.messaging.Reply;
import org.jspecify.annotations.Nullable;

/** The answer to one message: it leaves once all that it tells or rests on is safe. */
final class WorkerAnswer {

	private final WorkerCell cell;

	private final SlotTenure tenure;

	private final Hosting hosting;

	private final WorkerCall call;

	private final @Nullable Object target;

	/**
	 * @param target the instance that handles it, or {@literal null} if that has gone
	 */
	WorkerAnswer(WorkerCell cell, SlotTenure tenure, Hosting hosting, WorkerCall call, @Nullable Object target) {
		this.cell = cell;
		this.tenure = tenure;
		this.hosting = hosting;
		this.call = call;
		this.target = target;
	}

	Reply failed(Throwable failure) {
		return new Reply.Failed(this.hosting.failures().encode(failure));
	}

	/** Answer once all that the worker has told or used so far is safe. */
	void end(Reply reply) {
		end(reply, this.cell.life().saved(), this.tenure.type().workerClass().state() != null);
	}

	/** Answer once something is safe, if the slot is still held then. */
	void end(Reply reply, CompletableFuture<Void> saved, boolean matters) {
		if (saved.isDone() && !saved.isCompletedExceptionally()) {
			confirmed(reply, matters);
			return;
		}
		this.cell.unconfirmed().incrementAndGet();
		saved.whenComplete((ignored, failure) -> {
			this.cell.unconfirmed().decrementAndGet();
			this.cell.reconsider();
			if (failure == null) {
				confirmed(reply, matters);
			}
			else {
				lost(unwrapped(failure));
			}
		});
	}

	private void confirmed(Reply reply, boolean matters) {
		if (matters && !this.tenure.fence().isHeld()) {
			lost(new StateNotSavedException("The slot of " + this.cell + " was lost while the call ran"));
		}
		else {
			now(reply);
		}
	}

	/** What a stage has failed with. */
	static Throwable unwrapped(Throwable failure) {
		Throwable cause = failure.getCause();
		return (failure instanceof CompletionException && cause != null) ? cause : failure;
	}

	/** Not on the thread of the messenger: exceptions are encoded by the codec. */
	private void lost(Throwable failure) {
		try {
			this.hosting.executor().execute(() -> {
				if (this.target != null && this.tenure.isOpen() && this.tenure.mayRun()) {
					this.cell.report(this.target, failure);
				}
				now(failed(failure));
			});
		}
		catch (RejectedExecutionException ex) {
			this.call.leave(this.tenure);
		}
	}

	/** Answer at once; that is all of the message. */
	void now(Reply reply) {
		try {
			this.call.answer(reply);
		}
		catch (IllegalArgumentException ex) {
			this.call.answer(failed(new NotEncodableException(
					"The call ran, but what came of it cannot be sent: " + ex.getMessage(), null)));
		}
		finally {
			this.call.leave(this.tenure);
		}
	}

}
