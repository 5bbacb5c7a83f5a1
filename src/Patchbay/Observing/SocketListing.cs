namespace Patchbay;

/// <summary>How sockets are listed.</summary>
/// <param name="Bare">State, queues and addresses only.</param>
/// <param name="Timers">With the timer that runs.</param>
/// <param name="Heading">With a first line of headings.</param>
sealed record SocketListing(bool Bare, bool Timers, bool Heading);
