"""Every table, so that importing this package knows the whole schema."""

from hep_api.store.models.alert import AlertRow
from hep_api.store.models.audit import AuditHeadRow, AuditRow, DataKeyRow
from hep_api.store.models.caregiver import CaregiverRow, ProxyRow
from hep_api.store.models.change import ChangeRow
from hep_api.store.models.clinic import ClinicRow
from hep_api.store.models.clinic_content import ClinicContentRow
from hep_api.store.models.clinic_setting import ClinicSettingRow
from hep_api.store.models.conflict import ConflictRow
from hep_api.store.models.content import ContentRow
from hep_api.store.models.course import CourseRow
from hep_api.store.models.decision import DecisionRow
from hep_api.store.models.delivery import DeliveryRow
from hep_api.store.models.device import DeviceRow
from hep_api.store.models.email import EmailRow
from hep_api.store.models.emergency_review import EmergencyReviewRow
from hep_api.store.models.fact import FactRow
from hep_api.store.models.heartbeat import HeartbeatRow
from hep_api.store.models.invite import InviteRow, InviteTryRow
from hep_api.store.models.media import MediaFileRow, MediaRow
from hep_api.store.models.occurrence import OccurrenceRow
from hep_api.store.models.password_reset import ResetRequestRow, ResetTokenRow
from hep_api.store.models.patient import CareRelationshipRow, PatientRow
from hep_api.store.models.plan import PlanRow
from hep_api.store.models.push_pause import PushPauseRow
from hep_api.store.models.reminder import ReminderSettingRow
from hep_api.store.models.rows import Row
from hep_api.store.models.second_factor import RecoveryCodeRow, SecondFactorRow
from hep_api.store.models.staff import StaffRow
from hep_api.store.models.staff_invite import StaffInviteRow
from hep_api.store.models.token import RefreshTokenRow, TokenFamilyRow
from hep_api.store.models.wording import WordingRow

__all__ = [
    "AlertRow",
    "AuditHeadRow",
    "AuditRow",
    "CareRelationshipRow",
    "CaregiverRow",
    "ChangeRow",
    "ClinicContentRow",
    "ClinicRow",
    "ClinicSettingRow",
    "ConflictRow",
    "ContentRow",
    "CourseRow",
    "DataKeyRow",
    "DecisionRow",
    "DeliveryRow",
    "DeviceRow",
    "EmailRow",
    "EmergencyReviewRow",
    "FactRow",
    "HeartbeatRow",
    "InviteRow",
    "InviteTryRow",
    "MediaFileRow",
    "MediaRow",
    "OccurrenceRow",
    "PatientRow",
    "PlanRow",
    "ProxyRow",
    "PushPauseRow",
    "RecoveryCodeRow",
    "RefreshTokenRow",
    "ReminderSettingRow",
    "ResetRequestRow",
    "ResetTokenRow",
    "Row",
    "SecondFactorRow",
    "StaffInviteRow",
    "StaffRow",
    "TokenFamilyRow",
    "WordingRow",
]
