package io.distsys.spring;

import java.util.Objects;

import io.distsys.singleton.LocalEntrance;
import org.jspecify.annotations.Nullable;

/** The entrance of a singleton whose bean is made before the singleton is registered. */
final class LateEntrance implements LocalEntrance {

	private volatile @Nullable LocalEntrance entrance;

	void open(LocalEntrance registered) {
		this.entrance = registered;
	}

	@Override
	public @Nullable Entered enter(String method) {
		LocalEntrance registered = this.entrance;
		return (registered != null) ? registered.enter(method) : null;
	}

	@Override
	public Throwable failure(Throwable thrown) {
		return Objects.requireNonNull(this.entrance, "nothing was entered").failure(thrown);
	}

}
