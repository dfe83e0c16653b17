package io.distsys.spring;

/**
 * A bean is marked as a cluster singleton and cannot be one.
 *
 * @since 0.1
 */
public class InvalidSingletonException extends InvalidAnnotationException {

	private static final long serialVersionUID = 1L;

	private final String bean;

	private final Fault fault;

	/**
	 * Create the exception.
	 * @param bean name of the bean
	 * @param fault what is wrong
	 * @param message where, and why it cannot work
	 * @param action how to mend it
	 */
	public InvalidSingletonException(String bean, Fault fault, String message, String action) {
		super(message, action);
		this.bean = bean;
		this.fault = fault;
	}

	/**
	 * The bean.
	 * @return its name
	 */
	public String bean() {
		return this.bean;
	}

	/**
	 * What is wrong.
	 * @return the fault
	 */
	public Fault fault() {
		return this.fault;
	}

	/** What keeps a bean from being a cluster singleton. */
	public enum Fault {

		/** There is more than one of it in its application context. */
		SCOPE,

		/** Another bean has the same name in the cluster. */
		NAME_TAKEN,

		/** Its bean was made once more, after the start. */
		MADE_AGAIN,

		/** An attribute has a placeholder for which there is no property. */
		PLACEHOLDER,

		/** An attribute has a value that cannot work. */
		ATTRIBUTE,

		/** A listed interface is none, or not one of the class. */
		INTERFACE,

		/** It wants to be called from elsewhere and offers no interface. */
		NO_INTERFACE,

		/**
		 * Its class is final and has methods that could be called where it is not active.
		 */
		FINAL_CLASS,

		/** A method is final, so that no proxy can send or refuse its calls. */
		FINAL_METHOD,

		/** Its asynchronous methods cannot be fenced. */
		ASYNC,

		/** A method has parameters that nobody can give it. */
		PARAMETERS,

		/** A scheduled method returns a publisher. */
		REACTIVE,

		/** A fence is injected where no singleton is. */
		FENCE

	}

}
