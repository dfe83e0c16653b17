package io.distsys.applications;

import io.distsys.singleton.OnActivate;

/** Has a callback that no class of another package can override. */
public abstract class OpenedElsewhere {

	private boolean opened;

	@OnActivate
	void open() {
		this.opened = true;
	}

	public final boolean isOpened() {
		return this.opened;
	}

}
