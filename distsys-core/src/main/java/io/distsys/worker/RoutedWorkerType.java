package io.distsys.worker;

import java.time.Duration;
import java.util.Optional;

import io.distsys.cluster.NodeId;

/** The workers of one type, called by proxies with one timeout. */
final class RoutedWorkerType<T> implements WorkerType<T> {

	private final WorkerProxies proxies;

	private final WorkerContract<T> contract;

	private final String name;

	private final Duration timeout;

	RoutedWorkerType(WorkerProxies proxies, WorkerContract<T> contract, String name, Duration timeout) {
		this.proxies = proxies;
		this.contract = contract;
		this.name = name;
		this.timeout = timeout;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public T get(String key) {
		return this.proxies.create(this.contract, this.name, key, this.timeout);
	}

	@Override
	public WorkerType<T> withTimeout(Duration otherTimeout) {
		return new RoutedWorkerType<>(this.proxies, this.contract, this.name, otherTimeout);
	}

	@Override
	public Optional<NodeId> whereIs(String key) {
		return this.proxies.whereIs(this.name, key);
	}

}
