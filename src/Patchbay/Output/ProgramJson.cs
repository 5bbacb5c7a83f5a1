using System.Text.Json;
using System.Text.Json.Serialization;

namespace Patchbay;

/// <summary>A failure.</summary>
sealed record ErrorData(int ExitCode, string Message, string? Hint);

/// <summary>One service of a node: all its addresses, a command to try it, and one for its datagrams where it has both.</summary>
sealed record ServiceData(string Name, IReadOnlyList<string> Listen, string Try, string? TryDatagram);

/// <summary>A default port that was taken.</summary>
sealed record MovedData(string Service, int Wanted, int Used, string? Holder);

/// <summary>One user: never the password.</summary>
sealed record UserData(string Name, string Rights, DateTimeOffset Created);

/// <summary>A node that serves: every listener is open.</summary>
sealed record ReadyData(int Pid, string Engine, string DataDirectory, IReadOnlyList<ServiceData> Services);

/// <summary>A node that stops.</summary>
sealed record StoppedData(int Drained, int Cut, double Seconds);

/// <summary>Listeners that are open.</summary>
sealed record ListeningData(IReadOnlyList<string> Addresses, string Engine);

/// <summary>A connection that was made or accepted.</summary>
sealed record ConnectedData(string? Local, string? Remote, double? Milliseconds)
{
    /// <summary>Which patch: 1 is the first.</summary>
    public int? Patch { get; init; }

    /// <summary>A or B.</summary>
    public string? Side { get; init; }

    /// <summary>The end's name.</summary>
    public string? Name { get; init; }
}

/// <summary>Bytes from the peer.</summary>
sealed record ReceivedData(long Bytes, string Base64);

/// <summary>One direction of a patch: the bytes handed over, how it ended, and why when it was cut.</summary>
sealed record DirectionData(long Bytes, string End, string? Reason);

/// <summary>A patch that ended.</summary>
sealed record EndedData(int Patch, DirectionData AToB, DirectionData BToA, double Seconds)
{
    /// <summary>From our stdin, where it is one of the ends.</summary>
    public long? BytesSent { get; init; }

    /// <summary>To our stdout, where it is one of the ends.</summary>
    public long? BytesReceived { get; init; }

    /// <summary>Told to a file that is only read.</summary>
    public long? Discarded { get; init; }

    /// <summary>What went wrong besides: a command that ended with another status than 0.</summary>
    public string? Failure { get; init; }
}

/// <summary>A client whose other end could not be opened.</summary>
sealed record PatchFailedData(int Patch, int ExitCode, string Message, string? Hint);

/// <summary>Patches that are over.</summary>
sealed record PatchStoppedData(int Patches, int Cut, double Seconds);

/// <summary>What a probe found. Times in milliseconds.</summary>
sealed record ProbeData(string Outcome, double? Resolve, double Elapsed, IReadOnlyList<ProbeAttemptData> Attempts);

/// <summary>One address that a probe tried.</summary>
sealed record ProbeAttemptData(string Remote, string? Local, string Outcome, double Started, double Elapsed, int Errno, string ReportedBy, string? Icmp);

/// <summary>A step of a socket's life.</summary>
sealed record LifeData(int Number, long Socket, double Milliseconds, string Step, long Bytes, string Text);

/// <summary>A call that was answered.</summary>
sealed record CallData(string Method, JsonElement Result);

/// <summary>A notification that came beside a call.</summary>
sealed record NotificationData(string Method, JsonElement? Params);

/// <summary>An address taken apart.</summary>
sealed record AddressData(
    string Canonical, string Kind, IReadOnlyList<string> Layers, bool Listens, string? Host, int? Port, string? Target, IReadOnlyDictionary<string, string?> Options);

/// <summary>Something said or happened in a chat.</summary>
sealed record ChatMessageData(DateTimeOffset Time, string Kind, string Where, string Who, string Text);

/// <summary>A value of the configuration.</summary>
sealed record ConfigurationData(string Key, IReadOnlyList<string> Values, string Origin, string Unit);

/// <summary>A phase of a transfer, in milliseconds: how long it took, and when it ended.</summary>
sealed record TimingData(string Phase, double Took, double At);

/// <summary>A file that was got or put: bytes that moved now, bytes that were there before.</summary>
sealed record TransferData(string Url, string? File, long Bytes, long Offset, double Seconds, IReadOnlyList<TimingData> Timing);

/// <summary>How far a transfer is.</summary>
sealed record ProgressData(long Bytes, long? Total, double? BytesPerSecond);

/// <summary>A step of a mirror: what was or would be done with a path, and why; the error when it failed.</summary>
sealed record MirrorStepData(string Action, string Path, string Why, string? Error);

/// <summary>A mirror that ended.</summary>
sealed record MirrorData(string Source, string Destination, bool DryRun, int Copied, long Bytes, int Removed, int Same, int LeftOut, int Failed, double Seconds);

/// <summary>A shell's completion script.</summary>
sealed record CompletionsData(string Shell, string Script);

/// <summary>A place of the cave.</summary>
sealed record PlayPlaceData(int X, int Y);

/// <summary>A player who came into the cave.</summary>
sealed record PlayJoinedData(int Slot, string Name, int Width, int Height, IReadOnlyList<PlayPlaceData> Camps);

/// <summary>What a player is and does.</summary>
sealed record PlayStateData(uint Tick, int X, int Y, string Facing, int Carried, int Home, bool Stunned, bool DashReady, bool Intermission);

/// <summary>Something that happened, or a line of chat.</summary>
sealed record PlayNewsData(string Kind, string Text, string? From, int? Amount, PlayPlaceData? Place);

/// <summary>Another player in sight.</summary>
sealed record PlayFigureData(string Name, int X, int Y, int Carried);

/// <summary>What a player sees: rows of characters, the first of them at a place of the cave.</summary>
sealed record PlayLookData(uint Tick, int Left, int Top, IReadOnlyList<string> Rows, IReadOnlyList<PlayFigureData> Players);

/// <summary>A line of the scoreboard.</summary>
sealed record PlayScoreData(string Name, int Score, bool Bot, bool You);

/// <summary>A game that a player left. The round trip in milliseconds.</summary>
sealed record PlayLeftData(
    int Home, int Rank, int Players, int Bots, int Round, long Snapshots, long FullSnapshots, long Misunderstood, int Reconnects, double RoundTrip, long PacketsLost, long PacketsArrived, double Seconds);

/// <summary>A recording that went the way it went.</summary>
sealed record PlayReplayData(string File, ulong Seed, uint Ticks, int Rounds, string State);

/// <summary>A step of <c>why</c>, in milliseconds.</summary>
sealed record WhyPhaseData(string Phase, double Took, bool Passed, string Text, IReadOnlyList<string> Details);

/// <summary>What <c>why</c> found.</summary>
sealed record WhyData(string Address, string Verdict, int ExitCode, string Sentence, string? Advice, string? Next, IReadOnlyList<WhyPhaseData> Phases);

/// <summary>A pitfall that was found.</summary>
sealed record DoctorFindingData(int Rule, string Name, string Title, string Seen, int? Pid, string Why, string Mend, string Link);

/// <summary>What the doctor found.</summary>
sealed record DoctorData(IReadOnlyList<DoctorFindingData> Findings, string Looked, IReadOnlyList<string> Unseen);

/// <summary>Who answered at a hop of a traceroute, and how often.</summary>
sealed record TraceResponderData(string Address, string? Name, int Answers);

/// <summary>A hop of a traceroute. Times in milliseconds; null in the list is a lost probe.</summary>
sealed record TraceHopData(
    int Hop, IReadOnlyList<TraceResponderData> Responders, int Sent, int Received, int Lost, int Duplicates, int Late, double Loss, IReadOnlyList<double?> Times,
    double? Last, double? Average, double? Best, double? Worst, double? Deviation);

/// <summary>How a traceroute ended: reached, refused, unreachable, loop or silent; with the ICMP error's words and numbers, where one ended it.</summary>
sealed record TraceEndData(string Kind, int Hop, string? From, string? Icmp, byte? Type, byte? Code, IReadOnlyList<string?> Circle, string Sentence);

/// <summary>A traceroute.</summary>
sealed record TraceData(string Target, string Address, string Method, int? Port, string Means, IReadOnlyList<TraceHopData> Hops, TraceEndData End, int ExitCode);

/// <summary>Every form that --json can take, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JsonEnvelope<ErrorData>))]
[JsonSerializable(typeof(JsonEnvelope<ReadyData>))]
[JsonSerializable(typeof(JsonEnvelope<MovedData>))]
[JsonSerializable(typeof(JsonEnvelope<StoppedData>))]
[JsonSerializable(typeof(JsonEnvelope<ListeningData>))]
[JsonSerializable(typeof(JsonEnvelope<ConnectedData>))]
[JsonSerializable(typeof(JsonEnvelope<ReceivedData>))]
[JsonSerializable(typeof(JsonEnvelope<EndedData>))]
[JsonSerializable(typeof(JsonEnvelope<PatchFailedData>))]
[JsonSerializable(typeof(JsonEnvelope<PatchStoppedData>))]
[JsonSerializable(typeof(JsonEnvelope<ProbeData>))]
[JsonSerializable(typeof(JsonEnvelope<LifeData>))]
[JsonSerializable(typeof(JsonEnvelope<CallData>))]
[JsonSerializable(typeof(JsonEnvelope<NotificationData>))]
[JsonSerializable(typeof(JsonEnvelope<AddressData>))]
[JsonSerializable(typeof(JsonEnvelope<ChatMessageData>))]
[JsonSerializable(typeof(JsonEnvelope<TransferData>))]
[JsonSerializable(typeof(JsonEnvelope<ProgressData>))]
[JsonSerializable(typeof(JsonEnvelope<MirrorStepData>))]
[JsonSerializable(typeof(JsonEnvelope<MirrorData>))]
[JsonSerializable(typeof(JsonEnvelope<CompletionsData>))]
[JsonSerializable(typeof(JsonEnvelope<IReadOnlyList<ConfigurationData>>))]
[JsonSerializable(typeof(JsonEnvelope<IReadOnlyList<UserData>>))]
[JsonSerializable(typeof(JsonEnvelope<PlayJoinedData>))]
[JsonSerializable(typeof(JsonEnvelope<PlayStateData>))]
[JsonSerializable(typeof(JsonEnvelope<PlayNewsData>))]
[JsonSerializable(typeof(JsonEnvelope<PlayLookData>))]
[JsonSerializable(typeof(JsonEnvelope<IReadOnlyList<PlayScoreData>>))]
[JsonSerializable(typeof(JsonEnvelope<PlayLeftData>))]
[JsonSerializable(typeof(JsonEnvelope<PlayReplayData>))]
[JsonSerializable(typeof(JsonEnvelope<PingStartData>))]
[JsonSerializable(typeof(JsonEnvelope<PingEventData>))]
[JsonSerializable(typeof(JsonEnvelope<PingData>))]
[JsonSerializable(typeof(JsonEnvelope<WhyPhaseData>))]
[JsonSerializable(typeof(JsonEnvelope<WhyData>))]
[JsonSerializable(typeof(JsonEnvelope<DoctorData>))]
[JsonSerializable(typeof(JsonEnvelope<TraceData>))]
sealed partial class ProgramJson : JsonSerializerContext;
