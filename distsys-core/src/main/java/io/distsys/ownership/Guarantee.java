package io.distsys.ownership;

/**
 * What is promised of the holder of a resource when the network is cut or a node is lost.
 *
 * @since 0.1
 */
public enum Guarantee {

	/**
	 * At most one holder in the whole cluster at any moment, if clocks run at nearly the
	 * same rate. Its token is a fence: an outside store can refuse the smaller one. The
	 * side of a cut without a majority has no holder, and the work of a node that crashed
	 * begins elsewhere once its lease has run out.
	 */
	STRONG,

	/**
	 * A holder on every side of a cut, without a majority, and the work of a node that
	 * crashed begins elsewhere as soon as its connection is seen to be gone. So there can
	 * be two holders: during a cut, while a node hangs, and until a cut that has healed
	 * is noticed. Then one is kept by a rule that all nodes know, and the other is told
	 * first and may offer its state. Its token orders the grants that a node has seen; it
	 * is <em>no</em> fence against the other holder.
	 */
	AVAILABLE

}
