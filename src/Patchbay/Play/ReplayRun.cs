using Patchbay.Services.Game.Simulation;

namespace Patchbay.Play;

/// <summary>Plays a recording again, tick by tick, and checks that it goes the way it went.</summary>
static class ReplayRun
{
    /// <exception cref="UserError">The file cannot be read, or the game goes another way.</exception>
    public static void Run(Report report, string path, CancellationToken stop)
    {
        try
        {
            using var file = new BufferedStream(File.OpenRead(path), 1 << 16);
            Run(report, path, new CaveRecordingReader(file), stop);
        }
        catch (InvalidDataException error)
        {
            throw new UserError(ExitCode.Other, $"{path} cannot be replayed: {error.Message}", "`serve game --set game.record=FILE` makes recordings.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError(error is UnauthorizedAccessException ? ExitCode.Permission : ExitCode.Other, $"{path} cannot be read: {error.Message.TrimEnd('.')}", "Name a file that `serve game --set game.record=FILE` has written.", error);
        }
    }

    static void Run(Report report, string path, CaveRecordingReader reader, CancellationToken stop)
    {
        var settings = reader.Settings;
        var simulation = new CaveSimulation(settings);
        report.Line($"{path}: a cave of {settings.Width} x {settings.Height} from seed {settings.Seed}, up to {settings.Fill} bots");
        while (!stop.IsCancellationRequested && reader.TryReadTick())
        {
            simulation.Step(reader.Commands);
            if (simulation.Hash() != reader.Hash)
            {
                throw new UserError(ExitCode.Expectation, $"{path} goes another way from tick {simulation.Tick} on: its state is {simulation.Hash():x16} and was {reader.Hash:x16}", "The file was changed, or is of a version with other rules.");
            }

            foreach (var happened in simulation.Events)
            {
                Tell(report, simulation, happened);
            }
        }

        report.Line($"{simulation.Tick} ticks, {simulation.Tick / CaveRules.TicksPerSecond} s, went the same way; the last state is {simulation.Hash():x16}");
        report.Document("replay", new PlayReplayData(path, settings.Seed, simulation.Tick, simulation.Round, simulation.Hash().ToString("x16", System.Globalization.CultureInfo.InvariantCulture)), ProgramJson.Default.JsonEnvelopePlayReplayData);
    }

    static void Tell(Report report, CaveSimulation simulation, CaveEvent happened)
    {
        var text = happened.Kind switch
        {
            CaveEventKind.Joined => simulation.Players[happened.Slot].IsBot ? null : $"player {happened.Slot} joined",
            CaveEventKind.Bumped => $"player {happened.Slot} bumped player {happened.Other}, who dropped {happened.Amount}",
            CaveEventKind.Banked => $"player {happened.Slot} brought {happened.Amount} home",
            CaveEventKind.Motherlode => $"a motherlode at {happened.Place.X},{happened.Place.Y}",
            CaveEventKind.RoundOver => $"round {simulation.Round} is over: player {happened.Slot} won with {happened.Amount}",
            CaveEventKind.RoundBegins => $"round {happened.Amount} begins",
            _ => null,
        };
        if (text is not null)
        {
            report.Line($"tick {simulation.Tick}: {text}");
        }
    }
}
