package io.distsys.singleton;

import io.distsys.messaging.MessageObserver.Kind;
import io.distsys.messaging.MessageObserver.Operation;
import io.distsys.ownership.ResourceKey;
import io.distsys.rpc.CallTarget;
import io.distsys.rpc.Invocation;
import org.jspecify.annotations.Nullable;

/** What a proxy of a singleton calls. */
final class SingletonTarget implements CallTarget {

	private final String name;

	private final LocalCalls local;

	SingletonTarget(String name, LocalCalls local) {
		this.name = name;
		this.local = local;
	}

	static String address(String name) {
		return ClusterSingletons.KIND + "/" + name;
	}

	@Override
	public String description() {
		return "singleton '" + this.name + "'";
	}

	@Override
	public ResourceKey resource(Invocation invocation) {
		return ResourceKey.of(ClusterSingletons.KIND, this.name);
	}

	@Override
	public Operation operation(Invocation invocation) {
		return new Operation(Kind.SINGLETON_CALL, this.name, invocation.method().getName());
	}

	@Override
	public String address() {
		return address(this.name);
	}

	@Override
	public @Nullable LocalCalls local() {
		return this.local;
	}

}
