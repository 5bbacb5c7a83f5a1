namespace Patchbay.Observation;

/// <summary>What a tracer says to the process that started it.</summary>
abstract record TraceMessage;

/// <summary>The program is watched from here on.</summary>
sealed record TraceReady(int ProcessId) : TraceMessage;

/// <summary>It cannot be watched.</summary>
sealed record TraceFailed(ObservationFailure Failure, string Message, string? Hint) : TraceMessage;

/// <summary>The watch is over.</summary>
sealed record TraceEnded(TraceEnd End) : TraceMessage;

/// <summary>Something was seen.</summary>
sealed record TraceSaw(LifeEvent Event) : TraceMessage;
