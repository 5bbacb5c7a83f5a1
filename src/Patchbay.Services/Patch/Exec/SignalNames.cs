using System.Globalization;

namespace Patchbay.Services.Patch;

/// <summary>The names of signals that end programs (signal(7); the numbers of x86, arm and most others).</summary>
static class SignalNames
{
    static readonly Dictionary<int, string> Names = new()
    {
        [1] = "SIGHUP",
        [2] = "SIGINT",
        [3] = "SIGQUIT",
        [4] = "SIGILL",
        [6] = "SIGABRT",
        [7] = "SIGBUS",
        [8] = "SIGFPE",
        [9] = "SIGKILL",
        [10] = "SIGUSR1",
        [11] = "SIGSEGV",
        [12] = "SIGUSR2",
        [13] = "SIGPIPE",
        [14] = "SIGALRM",
        [15] = "SIGTERM",
        [24] = "SIGXCPU",
        [31] = "SIGSYS",
    };

    public static string Of(int number) => Names.TryGetValue(number, out var name) ? name : string.Create(CultureInfo.InvariantCulture, $"signal {number}");
}
