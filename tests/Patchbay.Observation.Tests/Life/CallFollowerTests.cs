using Patchbay.Linux;

namespace Patchbay.Observation.Tests.Life;

/// <summary>Which calls are told, and of which socket.</summary>
public class CallFollowerTests
{
    const ulong Thread = 0x10400, FilesOnly = 0x400;

    [Fact]
    public void A_read_is_told_of_a_socket_and_of_nothing_else()
    {
        var program = new FollowedProgram();
        program.Socket(program.Main, 3, 7);
        program.Call(program.Main, "read", 5, 3, 0, 10);
        program.Call(program.Main, "read", 5, 4, 0, 10);
        Assert.Equal(["socket", "read"], program.Told.Select(static call => call.Name));
        Assert.All(program.Told, static call => Assert.Equal(1, call.Socket));
    }

    [Fact]
    public void A_duplicate_is_the_same_socket_and_a_closed_number_is_none()
    {
        var program = new FollowedProgram();
        program.Socket(program.Main, 3, 7);
        program.Call(program.Main, "dup", 5, 3);
        program.Call(program.Main, "close", 0, 3);
        program.Call(program.Main, "write", 1, 5, 0, 1);
        program.Call(program.Main, "write", 1, 3, 0, 1);
        Assert.Equal(["socket", "dup", "close", "write"], program.Told.Select(static call => call.Name));
        Assert.All(program.Told, static call => Assert.Equal(1, call.Socket));
    }

    [Fact]
    public void A_number_that_is_given_again_before_the_close_has_returned_is_the_new_socket()
    {
        var program = new FollowedProgram();
        program.Socket(program.Main, 3, 7);
        var other = program.Make(program.Main, 101, Thread);
        program.Enter(program.Main, "close", 3);
        program.Socket(other, 3, 8);
        program.Leave(program.Main, 0);
        program.Call(other, "write", 1, 3, 0, 1);
        Assert.Equal(2, program.Told.Last().Socket);
    }

    [Fact]
    public void A_child_of_fork_has_its_own_table_and_a_thread_its_makers()
    {
        var program = new FollowedProgram();
        program.Socket(program.Main, 3, 7);
        var child = program.Make(program.Main, 101, 17);
        var thread = program.Make(program.Main, 102, Thread);
        program.Call(program.Main, "close", 0, 3);
        program.Call(thread, "write", 1, 3, 0, 1);
        program.Call(child, "write", 1, 3, 0, 1);
        var last = program.Told.Last();
        Assert.Equal((101, 101, 1), (last.ProcessId, last.ThreadId, last.Socket));
        Assert.Equal(["socket", "close", "write"], program.Told.Select(static call => call.Name));
    }

    [Fact]
    public void Exec_closes_what_is_closed_on_exec_and_leaves_a_table_shared_with_another_process_alone()
    {
        var program = new FollowedProgram();
        program.Socket(program.Main, 3, 7, type: 0x80001);
        program.Socket(program.Main, 4, 8);
        var sharing = program.Make(program.Main, 101, FilesOnly);
        program.Lifetimes.Execute(101, 101, isFirst: false, program.Now());
        program.Call(sharing, "write", 1, 3, 0, 1);
        program.Call(sharing, "write", 1, 4, 0, 1);
        program.Call(program.Main, "write", 1, 3, 0, 1);
        Assert.Equal([2, 1], program.Told.Where(static call => call.Name == "write").Select(static call => call.Socket));
    }

    [Fact]
    public void A_thread_that_is_not_the_first_and_execs_becomes_the_first()
    {
        var program = new FollowedProgram();
        program.Socket(program.Main, 3, 7);
        program.Make(program.Main, 101, Thread);
        program.Lifetimes.Execute(100, 101, isFirst: false, program.Now());
        program.Lifetimes.Gone(101, 0, bySignal: false, program.Now());
        Assert.Equal(1, program.Lifetimes.Count);
        program.Call(program.Lifetimes.Find(100)!, "write", 1, 3, 0, 1);
        Assert.Equal(1, program.Told.Last().Socket);
    }

    [Fact]
    public void A_call_that_a_signal_interrupts_and_the_kernel_begins_anew_is_one_call()
    {
        var program = new FollowedProgram();
        program.Socket(program.Main, 3, 7);
        program.Enter(program.Main, "recvfrom", 3, 0, 10, 0, 0, 0);
        program.Leave(program.Main, -512);
        program.Call(program.Main, "recvfrom", 4, 3, 0, 10, 0, 0, 0);
        Assert.Equal((4L, 0), program.Told.Where(static call => call.Name == "recvfrom").Select(static call => (call.Result!.Value, call.Errno)).Single());
    }

    [Fact]
    public void A_call_that_a_signal_interrupts_and_a_handler_follows_is_an_EINTR()
    {
        var program = new FollowedProgram();
        program.Socket(program.Main, 3, 7);
        program.Enter(program.Main, "recvfrom", 3, 0, 10, 0, 0, 0);
        program.Leave(program.Main, -512);
        program.Call(program.Main, "write", 1, 3, 0, 1);
        Assert.Equal([("socket", 0), ("recvfrom", Errno.EINTR), ("write", 0)], program.Told.Select(static call => (call.Name, call.Errno)));
    }

    [Fact]
    public void A_socket_is_borrowed_before_its_close_is_let_through_and_not_after()
    {
        var program = new FollowedProgram();
        program.Socket(program.Main, 3, 7);
        program.Tracees.Looks.Clear();
        program.Enter(program.Main, "close", 3);
        Assert.Equal([(100, 3)], program.Tracees.Looks);
        program.Leave(program.Main, 0);
        Assert.Single(program.Tracees.Looks);
    }

    [Fact]
    public void Accept_makes_a_socket_of_its_own_with_the_flags_it_was_asked_for()
    {
        var program = new FollowedProgram();
        program.Socket(program.Main, 3, 7);
        program.Tracees.Open(100, 4, 8);
        program.Call(program.Main, "accept4", 4, 3, 0, 0, 0x800);
        program.Call(program.Main, "read", -11, 4, 0, 10);
        var (accept, read) = (program.Told.ElementAt(1), program.Told.ElementAt(2));
        Assert.Equal((1, 4, 2, true), (accept.Socket, accept.Made, accept.MadeSocket, accept.MayBlock));
        Assert.Equal((2, (bool?)false, Errno.EAGAIN), (read.Socket, read.MayBlock, read.Errno));
    }

    [Fact]
    public void An_epoll_is_told_while_it_watches_an_open_socket()
    {
        var program = new FollowedProgram();
        program.Socket(program.Main, 3, 7);
        program.Call(program.Main, "epoll_create1", 5, 0x80000);
        program.Call(program.Main, "epoll_pwait", 0, 5, 0, 1, 0, 0, 8);
        program.Call(program.Main, "epoll_ctl", 0, 5, 1, 3, 0);
        program.Call(program.Main, "epoll_pwait", 0, 5, 0, 1, unchecked((ulong)-1), 0, 8);
        program.Call(program.Main, "close", 0, 3);
        program.Call(program.Main, "epoll_pwait", 0, 5, 0, 1, 0, 0, 8);
        Assert.Equal(["socket", "epoll_ctl", "epoll_pwait", "close"], program.Told.Select(static call => call.Name));
        Assert.True(program.Told.ElementAt(2).MayBlock);
    }

    [Fact]
    public void A_call_the_program_ends_in_has_no_result()
    {
        var program = new FollowedProgram();
        program.Socket(program.Main, 3, 7);
        program.Enter(program.Main, "accept4", 3, 0, 0, 0);
        program.Lifetimes.Gone(100, 9, bySignal: true, program.Now());
        Assert.Null(program.Told.Last().Result);
        Assert.Equal(ProcessStep.Killed, program.Tracees.Events.OfType<ProcessEvent>().Last().Step);
    }

    [Fact]
    public void A_ring_is_told_once_and_its_process_is_asked_what_its_descriptors_are()
    {
        var program = new FollowedProgram();
        program.Call(program.Main, "io_uring_setup", 6, 8, 0);
        Assert.Single(program.Tracees.Events.OfType<UnseenEvent>());
        program.Tracees.Open(100, 9, 42);
        program.Call(program.Main, "read", 1, 9, 0, 1);
        Assert.Equal(("read", 1), (program.Told.Single().Name, program.Told.Single().Socket));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void That_a_socket_cannot_be_looked_at_is_said_when_it_is_refused_and_not_when_it_is_gone(bool isRefused)
    {
        var program = new FollowedProgram();
        (program.Tracees.Answer, program.Tracees.IsRefused) = (null, isRefused);
        program.Socket(program.Main, 3, 30);
        program.Call(program.Main, "sendto", 5, 3, 0, 5, 0);
        Assert.Equal(isRefused ? 1 : 0, program.Tracees.Events.OfType<UnseenEvent>().Count());
    }
}
