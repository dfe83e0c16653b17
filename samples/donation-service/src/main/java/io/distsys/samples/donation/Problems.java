package io.distsys.samples.donation;

import io.distsys.consensus.NoQuorumException;
import io.distsys.messaging.CallException;
import io.distsys.messaging.Outcome;
import io.distsys.quorum.Quorum;
import io.distsys.quorum.QuorumState;
import io.distsys.worker.WorkerFailedException;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Answers with problem details: 400 for what is no donation, 503 where the cluster has no
 * answer for now.
 */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {

	private final Quorum quorum;

	Problems(Quorum quorum) {
		this.quorum = quorum;
	}

	@ExceptionHandler
	ProblemDetail invalid(InvalidDonationException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, String.valueOf(ex.getMessage()));
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> noAnswer(CallException ex) {
		ProblemDetail problem = unavailable(ex);
		problem.setProperty("mayHaveRun", ex.outcome() == Outcome.MAY_HAVE_RUN);
		return later(problem);
	}

	@ExceptionHandler({ NoQuorumException.class, WorkerFailedException.class })
	ResponseEntity<ProblemDetail> unable(RuntimeException ex) {
		return later(unavailable(ex));
	}

	private ProblemDetail unavailable(RuntimeException ex) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE,
				String.valueOf(ex.getMessage()));
		QuorumState state = this.quorum.state();
		if (!state.present()) {
			problem.setTitle("No quorum");
			problem.setProperty("quorum", state.reason());
		}
		return problem;
	}

	private static ResponseEntity<ProblemDetail> later(ProblemDetail problem) {
		return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).header(HttpHeaders.RETRY_AFTER, "1").body(problem);
	}

}
