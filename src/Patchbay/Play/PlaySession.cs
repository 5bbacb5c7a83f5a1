using System.Diagnostics;
using Patchbay.Services.Game.Client;
using Patchbay.Services.Game.Messages;
using Patchbay.Services.Game.Transport;

namespace Patchbay.Play;

/// <summary>A game from the handshake to its end.</summary>
/// <param name="client">Not started.</param>
/// <param name="socket">Connected to the server.</param>
/// <param name="server">The server's name for people.</param>
/// <param name="report">How to speak.</param>
sealed class PlaySession(GameClient client, PlaySocket socket, string server, Report report)
{
    static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(33);

    // A farewell goes out three times; the server hears one of them.
    const int Farewells = 3;

    readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Plays instead of the person; null for nobody.</summary>
    public BotPilot? Pilot { get; init; }

    /// <summary>Leaves after so long; null for when the player wants.</summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>Plays until the player leaves, or the game ends for another reason.</summary>
    /// <exception cref="UserError">It ended for another reason.</exception>
    public async Task RunAsync(IPlayFront front, CancellationToken stop)
    {
        socket.Start();
        using var timer = new PeriodicTimer(Tick);
        while (client.Phase != GameClientPhase.Over && !front.IsLeaving && !stop.IsCancellationRequested && !(Stopwatch.GetElapsedTime(_start) >= Limit))
        {
            await socket.UpdateAsync(() =>
            {
                if (Pilot is not null && client is { Phase: GameClientPhase.Playing, View.Tick: > 0 })
                {
                    Pilot.Steer(client);
                }

                front.Tick(client);
            });
            if (client.Phase == GameClientPhase.Connecting && socket.Refused is { } refused)
            {
                throw new UserError(ExitCode.CannotConnect, $"{server} does not answer: {refused.Message.TrimEnd('.')}", "Nothing listens on that UDP port there; `patchbay serve game` starts a server.", refused);
            }

            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        if (client.Phase == GameClientPhase.Over)
        {
            throw Explain();
        }

        for (var i = 0; i < Farewells; i++)
        {
            await socket.UpdateAsync(client.Leave);
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <summary>The last words of who played to the end.</summary>
    public void TellResult()
    {
        var board = client.Scoreboard.ToList();
        var rank = board.FindIndex(player => player.Slot == client.Slot) + 1;
        if (rank == 0)
        {
            return;
        }

        var connection = client.Connection;
        report.Say($"you left with {client.View.Self.Score} gold at home, {rank} of {board.Count}");
        report.Document("left", new PlayLeftData(
            client.View.Self.Score, rank, board.Count, board.Count(static player => player.Entry == RosterEntry.Bot), client.Round, client.Snapshots, client.FullSnapshots, client.Misunderstood, client.Reconnects,
            client.RoundTripTime / 1000.0, connection?.PacketsLost ?? 0, connection?.PacketsArrived ?? 0, Stopwatch.GetElapsedTime(_start).TotalSeconds), ProgramJson.Default.JsonEnvelopePlayLeftData);
    }

    UserError Explain()
    {
        var words = client.EndText.Length > 0 ? client.EndText : null;
        var hasPlayed = client.Slot >= 0;
        return client.Ended switch
        {
            TransportReason.TimedOut when hasPlayed => new(ExitCode.TimedOut, $"{server} has gone: nothing was heard from it any more{(socket.Refused is null ? "" : ", and nothing listens there now")}", "Your player is kept for a while: join again when the server is back."),
            TransportReason.TimedOut => new(ExitCode.TimedOut, $"{server} did not answer", "Is it a game server (`patchbay serve game`), and does UDP get there?"),
            TransportReason.Full or TransportReason.TooManyFromAddress => new(ExitCode.CannotConnect, $"{server} has no place: {words ?? (client.Ended == TransportReason.Full ? "it is full" : "too many play from this address")}", "Try again later."),
            TransportReason.Version => new(ExitCode.Unsupported, $"{server} speaks another version of the game", "Use the same version of patchbay on both sides."),
            TransportReason.Stopping => new(ExitCode.ReceiveFailed, $"{server} ended the game: {words ?? "it stops"}", "Nothing is wrong here; whoever runs the server stopped it."),
            _ => new(ExitCode.ReceiveFailed, $"{server} ended the game: {words ?? client.Ended.ToString()}"),
        };
    }
}
