using System.Text;

namespace Patchbay.Tests;

/// <summary>The program run in this process: its arguments in, its exit code and words out.</summary>
sealed record ProgramRun(ExitCode ExitCode, string Output, string Error)
{
    public static Task<ProgramRun> RunAsync(params string[] args) => RunAsync([], args);

    public static async Task<ProgramRun> RunAsync(byte[] stdin, string[] args)
    {
        using var input = new MemoryStream(stdin);
        using var output = new MemoryStream();
        using var error = new StringWriter();
        using var signals = new Signals();
        var io = new ProgramIo { Input = input, Output = output, Error = TextWriter.Synchronized(error) };
        var code = await App.RunAsync(args, io, signals).WaitAsync(TestSupport.ChildProcess.Limit);
        return new ProgramRun(code, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }

    /// <summary>A data directory that no node has.</summary>
    public static string NoNode { get; } = Path.Combine(Path.GetTempPath(), "patchbay-test-no-node");
}
