namespace Patchbay.Observation;

/// <summary>What a further client of a server sees while others are connected and silent.</summary>
/// <param name="Holders">How many clients were served and silent.</param>
/// <param name="ConnectTook">How long its connect() took.</param>
/// <param name="AnsweredBeside">It was answered while they held on.</param>
/// <param name="Patience">How long it waited for that.</param>
/// <param name="Answered">It was answered once one of them had left, or before.</param>
/// <param name="AnswerTook">From its question to the answer.</param>
/// <param name="QueueSeen">Connections in the listener's queue while it waited.</param>
public sealed record SecondClient(int Holders, TimeSpan ConnectTook, bool AnsweredBeside, TimeSpan Patience, bool Answered, TimeSpan AnswerTook, int QueueSeen);
