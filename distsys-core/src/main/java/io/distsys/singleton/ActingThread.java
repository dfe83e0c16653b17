package io.distsys.singleton;

import java.util.Optional;

import io.distsys.ownership.Fence;
import org.jspecify.annotations.Nullable;

/**
 * Under which grants the present thread acts. Code that was let in under one grant must
 * not take a later one of the same node for its own.
 */
final class ActingThread {

	/**
	 * The innermost frame of each thread, in an array so that a call looks it up once. An
	 * array of the JDK's: a thread that outlives the library keeps nothing of it.
	 */
	private static final ThreadLocal<@Nullable Object[]> INNERMOST = ThreadLocal.withInitial(() -> new Object[1]);

	private ActingThread() {
	}

	/** The innermost frame of the calling thread. */
	static @Nullable Frame innermost() {
		return (Frame) INNERMOST.get()[0];
	}

	/** What {@link Frame#push(Object[])} takes, looked up in advance. */
	static @Nullable Object[] here() {
		return INNERMOST.get();
	}

	static Optional<Fence> fenceOf(String singleton) {
		for (Frame frame = innermost(); frame != null; frame = frame.outer()) {
			if (frame.singleton.equals(singleton)) {
				return Optional.of(frame.fence);
			}
		}
		return Optional.empty();
	}

	/**
	 * What a thread does under a grant, from {@link #push()} to {@link #leave()}. One
	 * that finds no stack to end in is left to the one around it.
	 */
	static class Frame {

		private static final @Nullable Object[] NOWHERE = new Object[1];

		private final String singleton;

		private final Fence fence;

		private @Nullable Object[] innermost = NOWHERE;

		private @Nullable Frame outer;

		Frame(String singleton, Fence fence) {
			this.singleton = singleton;
			this.fence = fence;
		}

		final Fence fence() {
			return this.fence;
		}

		final @Nullable Frame outer() {
			return this.outer;
		}

		/**
		 * The calling thread acts under the grant from now on. A frame that is used again
		 * is written to only where it changes.
		 */
		final void push() {
			push(here());
		}

		/** The same for those who must not fail here: it calls nothing. */
		final void push(@Nullable Object[] here) {
			if (this.innermost != here) {
				this.innermost = here;
			}
			if (here[0] != null) {
				this.outer = (Frame) here[0];
			}
			here[0] = this;
		}

		/**
		 * It does not any more, nor in what was pushed since and has not left. On the
		 * same thread.
		 */
		public final void leave() {
			boolean released = false;
			try {
				if (this.innermost[0] != this) {
					leaveInner();
				}
				release();
				released = true;
			}
			finally {
				// Nothing is called here: there may be no stack for it.
				if (released || this.outer == null) {
					this.innermost[0] = this.outer;
					if (this.outer != null) {
						this.outer = null;
					}
				}
			}
			released();
		}

		private void leaveInner() {
			if (isEntered()) {
				while (this.innermost[0] != this && this.innermost[0] instanceof Frame inner) {
					inner.leave();
				}
			}
		}

		private boolean isEntered() {
			Frame frame = (Frame) this.innermost[0];
			while (frame != null && frame != this) {
				frame = frame.outer;
			}
			return frame == this;
		}

		/** Its end begins; once more if it could not be brought to its end. */
		void release() {
		}

		/** It has ended, and the thread does not act in it. */
		void released() {
		}

	}

}
