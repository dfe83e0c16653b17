package io.distsys.rpc;

/** What services are called by: each interface is looked through once. */
final class ServiceContracts {

	private static final ClassValue<CallContract<?>> ALL = new ClassValue<>() {

		@Override
		protected CallContract<?> computeValue(Class<?> type) {
			CallContract<?> contract = CallContract.of(type, "A call of a service");
			CallTimeouts.checkInterface(type);
			return contract;
		}

	};

	private ServiceContracts() {
	}

	/**
	 * The contract that an interface is.
	 * @throws IllegalArgumentException if the type is not an interface, or has a timeout
	 * that cannot be kept
	 */
	@SuppressWarnings("unchecked")
	static <T> CallContract<T> of(Class<T> type) {
		return (CallContract<T>) ALL.get(type);
	}

}
