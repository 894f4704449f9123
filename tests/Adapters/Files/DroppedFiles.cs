using System.Runtime.Versioning;
using System.Text;
using Hub.Platform.Changes;
using Hub.ServiceKit.Changes;

namespace Hub.Adapters.Tests.Files;

/// <summary>Files that a system drops are read row by row, and it is told what became of each.</summary>
public sealed class DroppedFiles
{
    private const string Header = "ITEM;QTY;ON;OP\r\n";

    [Fact]
    public async Task Each_row_becomes_a_change_and_its_fate_is_told_beside_the_file()
    {
        await using var world = await FileWorld.StartAsync();
        world.Drop("stock-1.csv", Header + "A1;1.250,5;30.11.2026;\r\nA2;7;01.12.2026;\r\n");

        await world.ReadAsync();

        world.Applied.ShouldBe(new Dictionary<string, string> { ["S-A1"] = "1250.5 2026-11-30", ["S-A2"] = "7 2026-12-01" });
        world.Names("").ShouldBeEmpty();
        world.Names("done").ShouldBe(["stock-1.csv", "stock-1.csv.answer.csv"]);
        world.Answer("done", "stock-1.csv").ShouldBe(["2,S-A1,accepted,", "3,S-A2,accepted,"]);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Who_may_write_in_the_folder_may_read_the_answer_and_take_it_away()
    {
        await using var world = await FileWorld.StartAsync();
        File.SetUnixFileMode(world.PathOf("in"), (UnixFileMode)0b_111_111_000);
        world.Drop("stock-1.csv", Header + "A1;1;;\r\n");

        await world.ReadAsync();

        File.GetUnixFileMode(world.PathOf("in", "done")).ShouldBe((UnixFileMode)0b_111_111_000);
        File.GetUnixFileMode(world.PathOf("in", "done", "stock-1.csv.answer.csv")).ShouldBe((UnixFileMode)0b_110_110_000);
    }

    [Fact]
    public async Task A_broken_row_is_named_without_its_value_and_the_others_go_on()
    {
        await using var world = await FileWorld.StartAsync();
        world.Drop("stock-1.csv", Header + "A1;Miller;30.11.2026;\r\nA2;7;01.12.2026;\r\n;8;01.12.2026;\r\nA4;9\r\n");

        await world.ReadAsync();

        world.Applied.Keys.ShouldBe(["S-A2"]);
        world.Parked["S-A1"].ShouldContain("stock-1.csv, line 2: column QTY: its value is not a number");
        world.Parked["S-A1"].ShouldNotContain("Miller");
        world.Parked["(stock-1.csv, line 4)"].ShouldContain("its key 'id' is missing");
        world.Parked["S-A4"].ShouldContain("it has 2 fields, and there are 4 columns");
        world.Answer("done", "stock-1.csv").Select(l => l.Split(',')[..3]).ShouldBe(
            [["2", "S-A1", "refused"], ["3", "S-A2", "accepted"], ["4", "", "refused"], ["5", "S-A4", "refused"]]);
    }

    [Fact]
    public async Task What_the_other_side_refuses_is_told_once_all_is_handled()
    {
        await using var world = await FileWorld.StartAsync();
        world.Refuses["S-A2"] = new ChangeFate(ChangeFate.Refused, "=out of range");
        world.IsDown = true;
        world.Drop("stock-1.csv", Header + "A1;1;30.11.2026;\r\nA2;7;01.12.2026;\r\n");
        await world.ReadAsync();
        world.Names("done").ShouldBe(["stock-1.csv"]);

        world.IsDown = false;
        await world.ReadAsync();

        world.Answer("done", "stock-1.csv").ShouldBe(["2,S-A1,accepted,", "3,S-A2,refused,\"'=out of range\""]);
    }

    [Fact]
    public async Task A_content_that_was_read_is_not_read_again_under_any_name()
    {
        await using var world = await FileWorld.StartAsync();
        world.Drop("stock-1.csv", Header + "A1;1;30.11.2026;\r\n");
        await world.ReadAsync();
        world.Drop("stock-2.csv", Header + "A1;2;30.11.2026;\r\n");
        await world.ReadAsync();
        world.Drop("stock-3.csv", Header + "A1;1;30.11.2026;\r\n");
        world.Drop("stock-1.csv", Header + "A1;1;30.11.2026;\r\n");

        await world.ReadAsync();

        world.Applied["S-A1"].ShouldStartWith("2 ");
        world.Names("").ShouldBeEmpty();
        world.Answer("failed", "stock-3.csv").ShouldBe(
            [",,refused,\"its content was read before, as stock-1.csv, and a file is not read twice\""]);
    }

    [Fact]
    public async Task A_row_can_delete_its_record()
    {
        await using var world = await FileWorld.StartAsync("deleted: { OP: D }");
        world.Drop("stock-1.csv", Header + "A1;1;30.11.2026;\r\nA2;7;01.12.2026;\r\n");
        await world.ReadAsync();
        world.Drop("stock-2.csv", Header + "A1;;;D\r\nA9;;;D\r\n");

        await world.ReadAsync();

        world.Applied.Keys.ShouldBe(["S-A2"]);
        world.Answer("done", "stock-2.csv").ShouldBe(["2,S-A1,accepted,", "3,S-A9,accepted,"]);
    }

    [Fact]
    public async Task What_a_file_with_all_records_lacks_is_gone_unless_it_is_too_much()
    {
        await using var world = await FileWorld.StartAsync("rows: all, deletes: { most: 40%, atLeast: 0 }");
        world.Drop("stock-1.csv", Header + "A1;1;;\r\nA2;2;;\r\nA3;3;;\r\n");
        await world.ReadAsync();
        world.Drop("stock-2.csv", Header + "A1;1;;\r\nA3;4;;\r\n");
        await world.ReadAsync();
        world.Applied.ShouldBe(new Dictionary<string, string> { ["S-A1"] = "1 ", ["S-A3"] = "4 " });

        world.Drop("stock-3.csv", Header + "A9;1;;\r\n");
        var refused = await Should.ThrowAsync<ChangeTargetUnavailableException>(world.ReadAsync);
        refused.Message.ShouldContain("stock-3.csv has 1 of the 3 stock that are known: 2 would be deleted");
        world.Applied.Keys.ShouldBe(["S-A1", "S-A3", "S-A9"], ignoreOrder: true);

        (await world.Source.AllowDeletionsAsync()).ShouldBe(2);
        await world.ReadAsync();
        world.Applied.Keys.ShouldBe(["S-A9"]);
        // The same list again is nothing new, and no fault.
        world.Drop("stock-4.csv", Header + "A9;1;;\r\n");
        await world.ReadAsync();
        world.Answer("done", "stock-4.csv").ShouldBe(["2,S-A9,accepted,"]);
    }

    [Fact]
    public async Task A_key_that_two_rows_of_a_whole_list_have_is_nobodys()
    {
        await using var world = await FileWorld.StartAsync("rows: all");
        world.Drop("stock-1.csv", Header + "A1;1;;\r\nA1;2;;\r\nA2;2;;\r\nA2;2;;\r\n");

        await world.ReadAsync();

        world.Applied.Keys.ShouldBe(["S-A2"]);
        world.Parked["S-A1"].ShouldContain("two different records are listed with this key");
        world.Answer("done", "stock-1.csv").Select(l => l.Split(',')[2]).ShouldBe(["refused", "refused", "accepted", "accepted"]);
    }

    [Fact]
    public async Task A_file_with_a_marker_and_a_checksum_waits_for_both()
    {
        await using var world = await FileWorld.StartAsync("marker: .done, checksum: .sha256");
        world.Drop("stock-1.csv", Header + "A1;1;;\r\n");
        world.Drop("stock-1.csv.done", "");
        await world.ReadAsync();
        world.Told.ShouldBe(0);
        world.Source.Report!.Notice.ShouldBe("stock-1.csv in in/ waits for stock-1.csv.done and stock-1.csv.sha256");

        world.DropWhole("stock-1.csv", Header + "A1;2;;\r\n");
        world.DropWhole("stock-2.csv", Header + "A2;2;;\r\n");
        world.Drop("stock-2.csv", Header + "A2;2;;");
        await world.ReadAsync();

        world.Applied.Keys.ShouldBe(["S-A1"]);
        world.Names("").ShouldBeEmpty();
        world.Names("done").ShouldBe(["stock-1.csv", "stock-1.csv.answer.csv", "stock-1.csv.sha256"]);
        world.Answer("failed", "stock-2.csv").Single().ShouldContain("it came in part, or was changed since");
    }

    [Fact]
    public async Task A_refused_file_is_told_of_the_link_until_somebody_has_moved_it_away()
    {
        await using var world = await FileWorld.StartAsync();
        world.Drop("stock-1.csv", "ITEM;QTY\r\nA1;1\r\n");
        world.Drop("stock-2.csv", Header + "A2;2;;\r\n");
        await world.ReadAsync();
        world.Applied.Keys.ShouldBe(["S-A2"]);
        Told().ShouldStartWith("stock-1.csv was refused and lies in in/failed/: ");

        // Another process tells it too, and the next file does not hide it.
        world.Restart();
        world.Drop("stock-3.csv", "");
        await world.ReadAsync();
        Told().ShouldStartWith("stock-3.csv was refused and lies in in/failed/, with 1 more: it is empty");

        File.Delete(world.PathOf("in", "failed", "stock-1.csv"));
        File.Delete(world.PathOf("in", "failed", "stock-3.csv"));
        await world.ReadAsync();
        world.Source.Report.ShouldBeNull();

        string Told() => world.Source.Report?.Notice ?? "";
    }

    [Fact]
    public async Task A_file_that_still_grows_is_left_alone()
    {
        await using var world = await FileWorld.StartAsync("settle: 10s");
        world.Drop("stock-1.csv", Header + "A1;1;;\r\n");
        for (var n = 2; n < 5; n++)
        {
            await world.ReadPageAsync(10);
            world.Pass(TimeSpan.FromSeconds(9));
            File.AppendAllText(world.PathOf("in", "stock-1.csv"), $"A{n};1;;\r\n");
        }

        await world.ReadPageAsync(10);
        world.Told.ShouldBe(0);
        await world.ReadAsync();
        world.Applied.Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_kill_in_the_middle_goes_on_behind_the_last_page()
    {
        await using var world = await FileWorld.StartAsync("rows: all, deletes: { most: 100% }");
        world.Drop("stock-1.csv", Header + string.Concat(Enumerable.Range(1, 1700).Select(n => $"A{n};{n};;\r\n")));
        await world.ReadPageAsync(10);
        world.Pass(TimeSpan.FromMinutes(1));
        for (var page = 0; page < 150; page++)
        {
            await world.ReadPageAsync(11);
            world.Restart();
            world.Pass(TimeSpan.FromMinutes(1));
        }

        await world.ReadAsync();

        world.Applied.Count.ShouldBe(1700);
        world.Told.ShouldBe(1700);
        world.Answer("done", "stock-1.csv").Length.ShouldBe(1700);
    }
}
