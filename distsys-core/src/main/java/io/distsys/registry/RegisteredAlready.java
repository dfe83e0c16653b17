package io.distsys.registry;

/** What a node says to whoever registers a name that it holds already. */
final class RegisteredAlready {

	private RegisteredAlready() {
	}

	static IllegalStateException exception(String name) {
		return new IllegalStateException("This node has registered the name '" + name
				+ "' already: update that registration, or unregister it first");
	}

}
