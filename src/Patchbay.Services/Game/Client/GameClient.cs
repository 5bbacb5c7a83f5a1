using Patchbay.Services.Game.Messages;
using Patchbay.Services.Game.Simulation;
using Patchbay.Services.Game.Snapshots;
using Patchbay.Services.Game.Transport;

namespace Patchbay.Services.Game.Client;

/// <summary>
/// A player's side: sends inputs, understands snapshots, remembers what it saw, and asks for its player back when the server went silent. No socket and no
/// clock: datagrams and times are given, in µs. Not thread-safe.
/// </summary>
sealed partial class GameClient : IDisposable
{
    // What waits to be shown; a client that shows nothing keeps the last ones.
    const int MostLines = 200;

    readonly GameClientOptions _options;
    readonly SnapshotHistory _snapshots = new();
    readonly CaveInput[] _inputs = new CaveInput[GameMessages.InputsAPacket];
    readonly byte[] _message = new byte[512];
    readonly (RosterEntry Entry, string Name, int Score)[] _roster = new (RosterEntry, string, int)[CaveRules.MostPlayers];
    readonly Queue<GameLine> _lines = new();
    readonly byte[] _remembered = new byte[CaveSettings.MostSide * CaveSettings.MostSide];
    readonly CaveView _decoded = new();
    TransportClient _transport;
    byte[] _token = new byte[GameMessages.TokenLength];
    uint _inputNumber, _understood;
    bool _dash, _hasJoined;
    CaveHeading _heading;

    public GameClient(GameClientOptions options, long now)
    {
        _options = options;
        _transport = new TransportClient(now, options.ConnectWithin, options.TimeOut);
        Array.Fill(_roster, (RosterEntry.Empty, "", 0));
    }

    public GameClientPhase Phase { get; private set; } = GameClientPhase.Connecting;

    /// <summary>How it ended; <see cref="TransportReason.None"/> while it lasts.</summary>
    public TransportReason Ended { get; private set; }

    /// <summary>The server's words about the end.</summary>
    public string EndText { get; private set; } = "";

    /// <summary>What the player sees; tick 0 before the first snapshot.</summary>
    public CaveView View { get; } = new();

    public int Slot { get; private set; } = -1;

    public int Width { get; private set; }

    public int Height { get; private set; }

    public int Round { get; private set; }

    public bool IsIntermission { get; private set; }

    /// <summary>The tick at which the round, or the intermission, ends.</summary>
    public uint RoundEnds { get; private set; }

    public IReadOnlyList<CavePlace> Camps { get; private set; } = [];

    public CavePlace? Lode { get; private set; }

    /// <summary>In µs; 0 before the first sample.</summary>
    public long RoundTripTime => _transport.Connection?.RoundTripTime ?? 0;

    public TransportCounters Counters => _transport.Counters;

    /// <summary>Snapshots understood, their hash checked.</summary>
    public long Snapshots { get; private set; }

    /// <summary>Those of them that needed no base.</summary>
    public long FullSnapshots { get; private set; }

    /// <summary>Snapshots that came to another hash than the server's, or made no sense.</summary>
    public long Misunderstood { get; private set; }

    /// <summary>Times the player was asked back.</summary>
    public int Reconnects { get; private set; }

    /// <summary>The server has taken every reliable message, and the connection stands.</summary>
    public bool IsSettled => _transport.Connection is { Pending: 0 };

    public TransportConnection? Connection => _transport.Connection;

    /// <summary>Seconds until the round, or the intermission, ends.</summary>
    public int SecondsLeft => RoundEnds > View.Tick ? (int)((RoundEnds - View.Tick + CaveRules.TicksPerSecond - 1) / CaveRules.TicksPerSecond) : 0;

    public CaveKnowledge Knowledge => new(Math.Max(Width, 3), Math.Max(Height, 3), Camps, Lode);

    /// <summary>Who plays, the best first.</summary>
    public IEnumerable<GameRosterPlayer> Scoreboard =>
        _roster.Select(static (entry, slot) => new GameRosterPlayer(slot, entry.Entry, entry.Name, entry.Score)).Where(static player => player.Entry != RosterEntry.Empty)
            .OrderByDescending(static player => player.Score).ThenBy(static player => player.Slot);

    public int Score => Slot >= 0 ? _roster[Slot].Score : 0;

    public string NameOf(int slot) => slot < CaveRules.MostPlayers && _roster[slot].Entry != RosterEntry.Empty ? _roster[slot].Name : "somebody";

    public bool IsBot(int slot) => _roster[slot].Entry == RosterEntry.Bot;

    /// <summary>What was seen there last; unseen where nothing was.</summary>
    public CaveCell Remembered(int x, int y) => x >= 0 && y >= 0 && x < Width && y < Height ? (CaveCell)_remembered[(y * CaveSettings.MostSide) + x] : CaveCell.Unseen;

    /// <summary>Walk that way until told otherwise.</summary>
    public void Walk(CaveHeading heading) => _heading = heading;

    public CaveHeading Heading => _heading;

    /// <summary>Dash once.</summary>
    public void Dash() => _dash = true;

    /// <summary>Says a line to everybody; false when too much waits.</summary>
    public bool Say(string text)
    {
        var writer = new DatagramWriter(_message);
        writer.Byte((byte)ClientMessage.Say);
        GameMessages.Text(ref writer, text, GameMessages.MaxChat);
        return _transport.Connection?.TrySendReliable(writer.Written) == true;
    }

    /// <summary>Leaves; goes out with the next updates.</summary>
    public void Leave() => _transport.Connection?.Close(TransportReason.Left);

    /// <summary>Takes out what is to be told to the player.</summary>
    public bool TryTakeLine([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out GameLine? line) => _lines.TryDequeue(out line);

    /// <summary>Takes one datagram, which may be changed.</summary>
    public void Receive(long now, Span<byte> datagram)
    {
        var receiver = new ClientReceiver(this);
        _transport.Receive(now, datagram, ref receiver);
    }

    /// <summary>One tick of the client: an input, and whatever else is due. Call 30 times a second.</summary>
    public void Update<TSink>(long now, ref TSink sink) where TSink : IDatagramSink, allows ref struct
    {
        if (_transport is { State: TransportClientState.Connected, Connection: { Ended: TransportReason.None } connection })
        {
            if (!_hasJoined)
            {
                Join(connection);
            }

            if (Phase == GameClientPhase.Playing)
            {
                SendInput(connection);
            }
        }

        _transport.Flush(now, ref sink);
        if (_transport.State == TransportClientState.Ended && Phase != GameClientPhase.Over)
        {
            TakeEnd(now);
        }
    }

    public void Dispose() => _transport.Dispose();

    void Join(TransportConnection connection)
    {
        var writer = new DatagramWriter(_message);
        writer.Byte((byte)ClientMessage.Join);
        GameMessages.Text(ref writer, _options.Name, 2 * GameMessages.MaxName);
        writer.Bytes(_token);
        connection.TrySendReliable(writer.Written);
        _hasJoined = true;
    }

    void SendInput(TransportConnection connection)
    {
        _inputs[++_inputNumber % GameMessages.InputsAPacket] = new CaveInput(_heading, _dash);
        _dash = false;
        var count = (int)Math.Min(_inputNumber, GameMessages.InputsAPacket);
        var writer = new DatagramWriter(_message);
        writer.Byte((byte)ClientMessage.Input);
        writer.UInt32(_understood);
        writer.UInt32(_inputNumber);
        writer.Byte((byte)count);
        for (var number = _inputNumber - (uint)count + 1; number <= _inputNumber; number++)
        {
            writer.Byte(_inputs[number % GameMessages.InputsAPacket].Bits);
        }

        connection.SendUnreliable(writer.Written);
    }

    void TakeEnd(long now)
    {
        if (_transport.Ended == TransportReason.TimedOut && Phase == GameClientPhase.Playing && _options.ReconnectWithin > 0)
        {
            Reconnect(now);
            return;
        }

        (Phase, Ended, EndText) = (GameClientPhase.Over, _transport.Ended, _transport.EndText);
    }

    void Reconnect(long now)
    {
        Phase = GameClientPhase.Reconnecting;
        Reconnects++;
        _transport.Dispose();
        _transport = new TransportClient(now, _options.ReconnectWithin, _options.TimeOut);
        (_hasJoined, _inputNumber, _understood) = (false, 0, 0);
        Add(new GameLine("connection", "the server went silent; asking for your player back"));
    }

    void Add(GameLine line)
    {
        if (_lines.Count == MostLines)
        {
            _lines.Dequeue();
        }

        _lines.Enqueue(line);
    }

    readonly struct ClientReceiver(GameClient client) : ITransportReceiver
    {
        public void OnReliable(scoped ReadOnlySpan<byte> message) => client.TakeReliable(message);

        public void OnUnreliable(scoped ReadOnlySpan<byte> message) => client.TakeSnapshot(message);
    }
}
