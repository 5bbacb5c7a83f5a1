using System.Net.Sockets;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>The lines between a tracer and the process that started it: a letter for what is said, then its fields. Both are always of the same build. Pure.</summary>
static class TraceLine
{
    /// <summary>Without the line feed at the end.</summary>
    public static string Write(TraceMessage message) => (message switch
    {
        TraceReady ready => new TraceFields('R').Add(ready.ProcessId),
        TraceFailed failed => new TraceFields('F').Add((int)failed.Failure).Add(failed.Message).Add(failed.Hint),
        TraceEnded ended => new TraceFields('E').Add((int)ended.End.How).Add(ended.End.Status),
        TraceSaw saw => Write(saw.Event),
        _ => throw new ArgumentOutOfRangeException(nameof(message)),
    }).ToString();

    /// <exception cref="FormatException">It is no such line.</exception>
    public static TraceMessage Read(string line)
    {
        var fields = new TraceFields(line);
        try
        {
            return fields.Kind switch
            {
                'R' => new TraceReady(fields.Int()),
                'F' => new TraceFailed((ObservationFailure)fields.Int(), fields.Text() ?? "", fields.Text()),
                'E' => new TraceEnded(new TraceEnd((TraceEnding)fields.Int(), fields.Int())),
                'C' => new TraceSaw(ReadCall(fields)),
                'G' => new TraceSaw(ReadGauge(fields)),
                'T' => new TraceSaw(ReadState(fields)),
                'N' => new TraceSaw(ReadName(fields)),
                'P' => new TraceSaw(ReadProcess(fields)),
                'U' => new TraceSaw(ReadUnseen(fields)),
                _ => throw new FormatException("There is no such line."),
            };
        }
        catch (Exception error) when (error is OverflowException or ArgumentException)
        {
            throw new FormatException(error.Message, error);
        }
    }

    static TraceFields Write(LifeEvent seen) => seen switch
    {
        CallEvent call => Head('C', seen).Add(call.ProcessId).Add(call.ThreadId).Add(call.Name).Add(call.Descriptor).Add(call.Arguments).Add(call.Result).Add(call.Errno).Add(call.Took)
            .Add(call.MayBlock).Add(call.Asked).Add(call.Flags).Add(call.Address).Add(call.Option?.Level).Add(call.Option?.Name).Add(call.Option?.Value).Add(call.Made).Add(call.MadeSocket),
        GaugeEvent gauge => Head('G', seen).Add((int?)gauge.State).Add(gauge.Unread).Add(gauge.ReceiveRoom).Add(gauge.Unsent).Add(gauge.Unacknowledged).Add(gauge.SendRoom)
            .Add((int)gauge.Timer).Add(gauge.Retransmits).Add(gauge.RoundTrip).Add((int)gauge.Source),
        StateEvent state => Head('T', seen).Add((int?)state.From).Add((int)state.To).Add((int)state.Source),
        SocketNamedEvent name => Head('N', seen).Add(unchecked((long)name.Inode)).Add(unchecked((long)name.Cookie)).Add((int)name.Family).Add((int)name.Type).Add((int)name.Protocol)
            .Add(name.Local).Add(name.Remote).Add(name.Path).Add(name.Peer),
        ProcessEvent process => Head('P', seen).Add(process.ProcessId).Add(process.ThreadId).Add((int)process.Step).Add(process.Name).Add(process.Code),
        UnseenEvent unseen => Head('U', seen).Add((int)unseen.Source).Add(unseen.Reason).Add(unseen.Hint),
        _ => throw new ArgumentException("A tracer sees no such event.", nameof(seen)),
    };

    static TraceFields Head(char kind, LifeEvent seen) => new TraceFields(kind).Add(seen.At).Add(seen.Socket);

    static CallEvent ReadCall(TraceFields fields) => new()
    {
        At = fields.Time(),
        Socket = fields.Int(),
        ProcessId = fields.Int(),
        ThreadId = fields.Int(),
        Name = fields.Text() ?? "",
        Descriptor = fields.Int(),
        Arguments = fields.Text() ?? "",
        Result = fields.Number(),
        Errno = fields.Int(),
        Took = fields.Time(),
        MayBlock = fields.Flag(),
        Asked = fields.Number(),
        Flags = fields.Long(),
        Address = fields.End(),
        Option = (fields.Number(), fields.Number(), fields.Number()) is ({ } level, { } name, { } value) ? (checked((int)level), checked((int)name), value) : null,
        Made = fields.Int(),
        MadeSocket = fields.Int(),
    };

    static GaugeEvent ReadGauge(TraceFields fields) => new()
    {
        At = fields.Time(),
        Socket = fields.Int(),
        State = State(fields.Number()),
        Unread = fields.Long(),
        ReceiveRoom = fields.Long(),
        Unsent = fields.Long(),
        Unacknowledged = fields.Long(),
        SendRoom = fields.Long(),
        Timer = (SocketTimer)fields.Int(),
        Retransmits = fields.Long(),
        RoundTrip = fields.Time(),
        Source = (LifeSource)fields.Int(),
    };

    static StateEvent ReadState(TraceFields fields) => new()
    {
        At = fields.Time(),
        Socket = fields.Int(),
        From = State(fields.Number()),
        To = (TcpState)fields.Int(),
        Source = (LifeSource)fields.Int(),
    };

    static SocketNamedEvent ReadName(TraceFields fields) => new()
    {
        At = fields.Time(),
        Socket = fields.Int(),
        Inode = fields.Unsigned(),
        Cookie = fields.Unsigned(),
        Family = (AddressFamily)fields.Int(),
        Type = (SocketType)fields.Int(),
        Protocol = (ProtocolType)fields.Int(),
        Local = fields.End(),
        Remote = fields.End(),
        Path = fields.Text(),
        Peer = fields.Int(),
    };

    static ProcessEvent ReadProcess(TraceFields fields) => new()
    {
        At = fields.Time(),
        Socket = fields.Int(),
        ProcessId = fields.Int(),
        ThreadId = fields.Int(),
        Step = (ProcessStep)fields.Int(),
        Name = fields.Text(),
        Code = fields.Int(),
    };

    static UnseenEvent ReadUnseen(TraceFields fields) => new()
    {
        At = fields.Time(),
        Socket = fields.Int(),
        Source = (LifeSource)fields.Int(),
        Reason = fields.Text() ?? "",
        Hint = fields.Text(),
    };

    static TcpState? State(long? value) => value is { } number ? (TcpState)checked((int)number) : null;
}
