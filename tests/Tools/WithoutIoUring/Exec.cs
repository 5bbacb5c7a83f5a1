using System.Runtime.InteropServices;

/// <summary>execvp(3).</summary>
static unsafe partial class Exec
{
    /// <summary>Returns only when it failed, with the errno. The strings are the new program's or die with us.</summary>
    public static int Replace(string[] command)
    {
        var arguments = (byte**)NativeMemory.AllocZeroed((nuint)command.Length + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < command.Length; i++)
        {
            arguments[i] = (byte*)Marshal.StringToCoTaskMemUTF8(command[i]);
        }

        _ = execvp(arguments[0], arguments);
        return Marshal.GetLastPInvokeError();
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int execvp(byte* file, byte** arguments);
}
