package io.distsys.singleton;

import java.util.Optional;

import io.distsys.ownership.Fence;
import org.jspecify.annotations.Nullable;

/**
 * Under which grants the present thread acts. Code that was let in under one grant must
 * not take a later one of the same node for its own.
 */
final class ActingThread {

	private static final ThreadLocal<@Nullable Frame> FRAMES = new ThreadLocal<>();

	private ActingThread() {
	}

	/** The thread acts under a grant from now on, until {@link #leave()}. */
	static void enter(String singleton, Fence fence) {
		FRAMES.set(new Frame(singleton, fence, FRAMES.get()));
	}

	/** It does not any more. Calls are paired with {@link #enter}, the last one first. */
	static void leave() {
		Frame frame = FRAMES.get();
		if (frame == null || frame.outer() == null) {
			FRAMES.remove();
		}
		else {
			FRAMES.set(frame.outer());
		}
	}

	static Optional<Fence> fenceOf(String singleton) {
		for (Frame frame = FRAMES.get(); frame != null; frame = frame.outer()) {
			if (frame.singleton().equals(singleton)) {
				return Optional.of(frame.fence());
			}
		}
		return Optional.empty();
	}

	private record Frame(String singleton, Fence fence, @Nullable Frame outer) {

	}

}
