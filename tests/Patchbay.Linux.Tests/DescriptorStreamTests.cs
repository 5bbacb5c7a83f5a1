using System.IO.Pipes;

namespace Patchbay.Linux.Tests;

public class DescriptorStreamTests
{
    [NeedsFact("linux")]
    public void Bytes_pass_through_a_pipe_and_its_end_is_zero()
    {
        using var server = new AnonymousPipeServerStream(PipeDirection.Out);
        var reader = new DescriptorStream(int.Parse(server.GetClientHandleAsString()), FileAccess.Read);
        var writer = new DescriptorStream((int)server.SafePipeHandle.DangerousGetHandle(), FileAccess.Write);
        writer.Write("abc"u8);
        var buffer = new byte[8];
        Assert.Equal(3, reader.Read(buffer));
        Assert.Equal("abc"u8.ToArray(), buffer[..3]);
        server.Dispose();
        Assert.Equal(0, reader.Read(buffer));
    }

    [NeedsFact("linux")]
    public void Writing_to_a_pipe_without_reader_is_an_error_and_not_silence()
    {
        using var server = new AnonymousPipeServerStream(PipeDirection.Out);
        var writer = new DescriptorStream((int)server.SafePipeHandle.DangerousGetHandle(), FileAccess.Write);
        server.DisposeLocalCopyOfClientHandle();
        Assert.Throws<IOException>(() => writer.Write("abc"u8));
    }

    [NeedsFact("linux")]
    public void The_offset_of_a_shared_file_moves_with_what_was_written()
    {
        using var folder = new TemporaryFolder();
        using var file = File.OpenHandle(folder["log"], FileMode.Create, FileAccess.ReadWrite);
        var first = new DescriptorStream((int)file.DangerousGetHandle(), FileAccess.Write);
        first.Write("one"u8);
        // A second program that shares the descriptor, as after `(a; b) > log` in a shell.
        var second = new DescriptorStream((int)file.DangerousGetHandle(), FileAccess.Write);
        second.Write("two"u8);
        Assert.Equal("onetwo", File.ReadAllText(folder["log"]));
    }

    [NeedsFact("linux")]
    public void A_descriptor_that_is_not_open_is_an_error() =>
        Assert.Contains("descriptor 99999", Assert.Throws<IOException>(() => new DescriptorStream(99999, FileAccess.Write).Write("x"u8)).Message);
}
