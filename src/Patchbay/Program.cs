using System.Runtime.CompilerServices;

namespace Patchbay;

static class Program
{
    /// <summary>The version people see: three numbers.</summary>
    public static string Version => typeof(Program).Assembly.GetName().Version!.ToString(3);

    static int Main(string[] args)
    {
        // Scripts ask for the version often: answered before anything else is loaded.
        if (args is ["--version"])
        {
            Console.Out.Write($"patchbay {Version}\n");
            return (int)ExitCode.Done;
        }

        return Run(args);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Run(string[] args)
    {
        using var signals = Signals.OfThisProcess();
        return (int)App.RunAsync(args, ProgramIo.OfThisProcess(), signals).GetAwaiter().GetResult();
    }
}
