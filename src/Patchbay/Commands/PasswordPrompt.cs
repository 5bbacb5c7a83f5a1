using System.Text;

namespace Patchbay;

/// <summary>Asks for passwords: without echo on a terminal, else the first line of stdin. Never from the command line, which every user of the machine can read.</summary>
static class PasswordPrompt
{
    const int MaxLength = 1024;

    /// <summary>A new password: asked twice on a terminal.</summary>
    public static async Task<string> AskNewAsync(Invocation invocation, string user)
    {
        var password = await AskAsync(invocation, $"New password for {user}: ");
        return !invocation.Io.InputIsTerminal || await AskAsync(invocation, "Again: ") == password
            ? password
            : throw new UserError(ExitCode.Usage, "the two passwords differ", "Nothing was changed; try again.");
    }

    /// <summary>A password that exists.</summary>
    public static async Task<string> AskAsync(Invocation invocation, string prompt)
    {
        var password = invocation.Io.InputIsTerminal ? FromTerminal(invocation.Io, prompt) : await FirstLineAsync(invocation.Io.Input, invocation.Signals.Stop);
        return password.Length > 0 ? password : throw new UserError(ExitCode.Usage, "no password was given", "Type it on the terminal, or give it as the first line of stdin.");
    }

    static string FromTerminal(ProgramIo io, string prompt)
    {
        io.Error.Write(prompt);
        var password = new StringBuilder();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter)
            {
                io.Error.Write("\n");
                return password.ToString();
            }

            if (key.Key == ConsoleKey.Backspace)
            {
                password.Length = Math.Max(0, password.Length - 1);
            }
            else if (key.KeyChar >= ' ' && password.Length < MaxLength)
            {
                password.Append(key.KeyChar);
            }
        }
    }

    static async Task<string> FirstLineAsync(Stream input, CancellationToken stop)
    {
        var (line, one) = (new List<byte>(), new byte[1]);
        // Byte by byte: what follows the line is not ours.
        while (await input.ReadAsync(one, stop) == 1 && one[0] != (byte)'\n' && line.Count <= MaxLength)
        {
            line.Add(one[0]);
        }

        return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
    }
}
