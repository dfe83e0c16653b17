package io.distsys.samples.donation;

import java.util.concurrent.TimeoutException;

import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientException;

/**
 * Asks the nodes of this service for their donors, one after the other, as another
 * service of the cluster would: by the name of the service.
 */
@RestController
@RequestMapping("/nodes/any")
class AnyNodeController {

	private static final String DONORS = "/donors";

	private final RestClient blocking;

	private final WebClient reactive;

	AnyNodeController(RestClient anyNode, WebClient anyNodeReactive) {
		this.blocking = anyNode;
		this.reactive = anyNodeReactive;
	}

	@GetMapping("/donors")
	DonorController.LocalDonors donors() {
		return this.blocking.get().uri(DONORS).retrieve().requiredBody(DonorController.LocalDonors.class);
	}

	@GetMapping(path = "/donors", params = "reactive")
	Mono<DonorController.LocalDonors> donorsReactive() {
		return this.reactive.get()
			.uri(DONORS)
			.retrieve()
			.bodyToMono(DonorController.LocalDonors.class)
			.timeout(AnyNodeClients.TIMEOUT);
	}

	/** A node that was killed is called until the others have noticed. */
	@ExceptionHandler({ RestClientException.class, WebClientException.class, TimeoutException.class })
	ProblemDetail noAnswer(Exception ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, "A node did not answer: " + ex);
	}

}
