"""What came of the verification of a published version, told at the terminal."""

from __future__ import annotations

from rich.markup import escape

from cli.console import console
from workflows.verification import Verification

_SHOWN = 30
"""So many differences are named; they tend to come in hundreds, for one reason."""


def show_verification(verification: Verification) -> None:
    """Say what was compared and what came of it."""
    manifest = verification.manifest
    if verification.same_code and verification.same_rules:
        console.print("代码版本、规则版本与发布时一致：逐字节比对")
    else:
        changed = [
            word
            for word, same in (("代码版本", verification.same_code), ("规则版本", verification.same_rules))
            if not same
        ]
        how = "按发布时保存的规则重建，逐数比对" if verification.by_kept_rules else "逐数比对"
        console.print(f"{'、'.join(changed)}与发布时不同：{how}（相对 1e-9，绝对 1e-6）")
    for line in verification.differences[:_SHOWN]:
        console.print(f"[red]不一致[/]  {escape(line)}", soft_wrap=True)
    if len(verification.differences) > _SHOWN:
        console.print(f"另有 {len(verification.differences) - _SHOWN} 处不一致")
    if not verification.differences:
        console.print(
            f"[green]一致[/]  {manifest.name}：由存档的 {len(manifest.inputs)} 份原件重建，"
            f"{len(manifest.files)} 个文件的哈希与清单相符",
            soft_wrap=True,
        )
